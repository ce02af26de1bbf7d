// WeChat asks for this component once the native tab bar is off; the page shell draws the real one.
Component({})
