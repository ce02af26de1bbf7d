/** Starts the console. */

import { createApp } from 'vue'
import App from './App.vue'
import './elements'
import './style.css'
import { router } from './router'

createApp(App).use(router).mount('#app')
