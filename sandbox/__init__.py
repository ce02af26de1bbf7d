"""The outside world in a box: WeChat, the identity authority, SMS, the registry and department back-ends, over HTTP."""
