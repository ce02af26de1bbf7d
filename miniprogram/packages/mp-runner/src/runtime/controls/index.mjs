/** The built-in components whose events or values differ from those of the page's own elements. */

import './box.mjs'
import './button.mjs'
import './choice.mjs'
import './form.mjs'
import './image.mjs'
import './picker.mjs'
import './scroll.mjs'
import './switch.mjs'
import './text-field.mjs'
