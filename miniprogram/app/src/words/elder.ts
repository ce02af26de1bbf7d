/** Plainer words for the elder version; a key that is missing here keeps its usual words. */
import type { Key } from './index'

export const elder: Partial<Record<Key, string>> = {
  'home.cards': '要您办的事',
  'home.why': '为什么找我',
  'home.not_needed': '不办',
  'home.real_name': '先认证身份，证件自动显示',
  'services.title': '找服务',
  'services.placeholder': '想办什么事，说几个字',
  'search.placeholder': '说几个字',
  'service.title': '怎么办',
  'service.promise': '多久办好',
  'service.legal': '最长多久',
  'service.visits': '要跑几次',
  'service.fee': '要花钱吗',
  'service.conditions': '谁能办',
  'service.materials': '要带什么',
  'renewal.fields': '您的信息',
  'renewal.fields_note': '带锁的不用填。',
  'renewal.materials': '照片',
  'renewal.submit': '提交',
  'case.withdraw': '不办了，撤回',
  'certificate.ladder': '什么时候提醒我',
  'certificate.rule': '到期怎么算的',
  'preferences.personalised': '推荐服务',
}
