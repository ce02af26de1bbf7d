/** A question tree walked with the answers given so far. Answers off the way do no harm: whoever went back may have chosen otherwise. */
export interface Answer {
  value: string
  say: string
  to: string
}
export interface Question {
  key: string
  ask: string
  hint: string
  answers: readonly Answer[]
}
export interface Said {
  question: Question
  answer: Answer
}
export type Answers = Readonly<Record<string, string>>

/** The questions passed with what was said, and the one to ask now; else the key of the end that the answers lead to. */
export function walked(start: string, questions: readonly Question[], answers: Answers): { passed: Said[]; asked: Question | null; end: string | null } {
  const passed: Said[] = []
  let at = start
  for (;;) {
    const question = questions.find(({ key }) => key === at)
    if (!question) return { passed, asked: null, end: at }
    const answer = question.answers.find(({ value }) => value === answers[at])
    if (!answer || passed.length > questions.length) return { passed, asked: question, end: null }
    passed.push({ question, answer })
    at = answer.to
  }
}
