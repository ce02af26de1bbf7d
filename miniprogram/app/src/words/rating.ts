/** Words of ratings (好差评). */
import { learn } from './index'

export const rating = {
  'rating.title': '这次办得怎么样？',
  'rating.note': '提交后不能修改。公开的只有合计，不显示是谁评的。',
  'rating.level': '总的来说',
  'rating.5': '非常满意',
  'rating.4': '满意',
  'rating.3': '基本满意',
  'rating.2': '不满意',
  'rating.1': '非常不满意',
  'rating.more': '再细说几项（可以不填）',
  'rating.efficiency': '办事效率',
  'rating.guide': '办事指南精确度',
  'rating.convenience': '办事便捷度',
  'rating.platform': '平台操作性',
  'rating.words': '想说的话（可以不填）',
  'rating.words_note': '只给负责处理的工作人员看，不会公开。',
  'rating.give': '评价',
  'rating.send': '提交评价',
  'rating.thanks': '谢谢您的评价。',
  'rating.promised': '谢谢您说出来，会有人处理并答复您。',
  'rating.mine': '您的评价',
  'rating.answer': '工作人员的答复',
  'rating.result': '处理结果',
  'rating.waiting': '正在处理，有答复会告诉您。',
  'ratings.title': '办过的人怎么说',
  'ratings.none': '还没有评价',
  'ratings.satisfied': '{percent}% 满意',
  'ratings.count': '{n} 人评价过',
  'ratings.line': '{level}：{n} 人',
} as const
learn(rating)
