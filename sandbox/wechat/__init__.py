"""The part of the WeChat platform that the product talks to."""
