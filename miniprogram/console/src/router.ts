/** Pages and their doors: all but the sign-in want an operator. Addresses live behind the #, so that any server can serve them. */

import { nextTick, watch } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import { operator } from './session/session'

export const router = createRouter({
  history: createWebHashHistory('/console/'),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignIn.vue'), meta: { open: true, title: '登录' } },
    {
      path: '/',
      component: () => import('./pages/Frame.vue'),
      children: [
        { path: '', name: 'overview', component: () => import('./pages/Overview.vue'), meta: { title: '今日概览' } },
        { path: 'deliveries', name: 'deliveries', component: () => import('./pages/Deliveries.vue'), meta: { title: '消息投递' } },
        { path: 'senders', name: 'senders', component: () => import('./pages/Senders.vue'), meta: { title: '发送台' } },
        { path: 'senders/:id', name: 'sender', component: () => import('./pages/Sender.vue'), props: true, meta: { title: '发送台' } },
        { path: 'ledger-checks', name: 'ledger-checks', component: () => import('./pages/LedgerChecks.vue'), meta: { title: '授权核对' } },
        { path: 'acts', name: 'acts', component: () => import('./pages/Acts.vue'), meta: { title: '操作记录' } },
        { path: 'calls', name: 'calls', component: () => import('./pages/Calls.vue'), meta: { title: '电话提醒' } },
        { path: 'cases', name: 'cases', component: () => import('./pages/Cases.vue'), meta: { title: '办件' } },
        { path: 'catalogue', name: 'catalogue', component: () => import('./pages/Catalogue.vue'), meta: { title: '事项目录' } },
        { path: 'catalogue/:code', name: 'service', component: () => import('./pages/Service.vue'), props: true, meta: { title: '事项' } },
        { path: 'catalogue/:code/regions', name: 'regional', component: () => import('./pages/Regional.vue'), props: true, meta: { title: '各地差异' } },
        { path: 'guides', name: 'guides', component: () => import('./pages/Guides.vue'), meta: { title: '情形和一件事' } },
        { path: 'guides/:kind/:code', name: 'guide', component: () => import('./pages/Guide.vue'), props: true, meta: { title: '情形和一件事' } },
        { path: 'policies', name: 'policies', component: () => import('./pages/Policies.vue'), meta: { title: '政策' } },
        { path: 'points', name: 'points', component: () => import('./pages/Points.vue'), meta: { title: '网点' } },
        { path: 'rules', name: 'rules', component: () => import('./pages/Rules.vue'), meta: { title: '证照规则' } },
        { path: 'rules/:code', name: 'rule', component: () => import('./pages/Rule.vue'), props: true, meta: { title: '证照规则' } },
        { path: 'calendar', name: 'calendar', component: () => import('./pages/Calendar.vue'), meta: { title: '工作日历' } },
        { path: 'imports', name: 'imports', component: () => import('./pages/Imports.vue'), meta: { title: '导入事项' } },
        { path: 'tickets', name: 'tickets', component: () => import('./pages/Tickets.vue'), meta: { title: '质疑与更正' } },
        { path: 'rectifications', name: 'rectifications', component: () => import('./pages/Rectifications.vue'), meta: { title: '差评整改' } },
        { path: 'scenes', name: 'scenes', component: () => import('./pages/Scenes.vue'), meta: { title: '服务场景' } },
        { path: 'scenes/:code', name: 'scene', component: () => import('./pages/Scene.vue'), props: true, meta: { title: '服务场景' } },
        { path: 'shares', name: 'shares', component: () => import('./pages/Shares.vue'), meta: { title: '数据来源' } },
        { path: 'learned', name: 'learned', component: () => import('./pages/Learned.vue'), meta: { title: '学习排序' } },
        { path: 'searches', name: 'searches', component: () => import('./pages/Searches.vue'), meta: { title: '搜不到的词' } },
      ],
    },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

router.beforeEach((to) => {
  if (!to.meta.open && !operator.value) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { back: to.fullPath } }
  if (to.name === 'sign-in' && operator.value) return { path: '/' }
  return true
})

router.afterEach(async (to, from) => {
  document.title = `${String(to.meta.title)} · 知办运营台`
  // A new page is announced by moving the focus to it; filters in the address are not a new page.
  if (from.matched.length && to.path !== from.path) {
    await nextTick()
    document.querySelector<HTMLElement>('main')?.focus()
  }
})

/** A session that ends by itself leads back to the sign-in, and from there to where the person was. */
watch(operator, (who) => {
  const here = router.currentRoute.value
  if (!who && !here.meta.open) void router.push({ name: 'sign-in', query: { back: here.fullPath } })
})
