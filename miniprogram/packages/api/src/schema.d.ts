/* Interim: written by hand from the agreed shapes until `npm run gen:api` replaces this file from api/openapi.json. */

type Nothing = Record<string, never>
type Op<Answer, Ask = Nothing> = {
  parameters: {
    query?: Ask extends { query: infer Q } ? Q : never
    path: Ask extends { path: infer P } ? P : never
    header?: Ask extends { header: infer H } ? H : never
  }
  requestBody?: Ask extends { body: infer B } ? { content: { 'application/json': B } } : never
  responses: { 200: { content: { 'application/json': Answer } } }
}
type Id = { path: { id: string } }

export interface components {
  schemas: {
    Region: { code: string; name: string }
    Preferences: { elder_mode: boolean; theme: 'auto' | 'light' | 'dark'; personalised: boolean }
    PreferencesPatch: { elder_mode?: boolean; theme?: 'auto' | 'light' | 'dark'; personalised?: boolean }
    EnterpriseRole: { id: string; name: string; role: string }
    Me: {
      id: string
      display_name: string
      phone: string | null
      id_number: string | null
      level: number
      level_name: string
      region: components['schemas']['Region'] | null
      preferences: components['schemas']['Preferences']
      unread: number
      enterprises: components['schemas']['EnterpriseRole'][]
    }
    Session: { access_token: string; refresh_token: string; expires_in: number; citizen: components['schemas']['Me'] }
    SessionRow: { id: string; created_at: string; last_used_at: string | null; device: string; current: boolean }
    SmsCodeSent: { request_id: string; expires_in: number; resend_after: number }
    RealNameResult: { state: 'passed' | 'failed' | 'pending'; level: number; sentence: string }
    FaceCheck: { id: string; verify_id: string; expires_at: string }
    Sourced: { label: string; value: string; source: string; as_of: string | null }
    MyData: { groups: { title: string; items: components['schemas']['Sourced'][] }[] }
    Action: { label: string; page: string; params: { [key: string]: string } }
    Card: {
      id: string
      kind: 'certificate' | 'case' | 'scene'
      scene_code: string | null
      title: string
      reason: string
      facts: components['schemas']['Sourced'][]
      urgency: 'overdue' | 'urgent' | 'soon' | 'normal'
      due_on: string | null
      days_left: number | null
      action: components['schemas']['Action']
      services: { code: string; name: string }[]
    }
    Home: {
      now: string
      greeting: string
      cards: components['schemas']['Card'][]
      quick: components['schemas']['ServiceRow'][]
      unread: number
    }
    ServiceRow: {
      code: string
      name: string
      department: string
      theme: string
      audience: string[]
      handling: string
      promise_days: number | null
      visits: number | null
      fee: string
    }
    ServicePage: { items: components['schemas']['ServiceRow'][]; total: number; page: number; pages: number }
    Facet: { value: string; count: number }
    Facets: {
      themes: components['schemas']['Facet'][]
      departments: components['schemas']['Facet'][]
      audiences: components['schemas']['Facet'][]
    }
    ServiceDetail: components['schemas']['ServiceRow'] & {
      legal_days: number | null
      item_type: string
      materials: { name: string; waived: boolean; waived_source: string | null }[]
      result: string
      level: string
      source: string
      confidence: string
      renewable_certificate: { id: string; type_name: string; days_left: number | null } | null
    }
    Certificate: {
      id: string
      type_code: string
      type_name: string
      department: string
      holder_kind: 'citizen' | 'enterprise'
      holder_name: string
      number: string
      version: number
      state: 'valid' | 'expiring' | 'expired' | 'superseded' | 'revoked' | 'long_term'
      issued_on: string
      expires_on: string | null
      days_left: number | null
      opens_on: string | null
      deadline_on: string | null
      can_renew: boolean
      next_reminder_on: string | null
      open_case_id: string | null
      source: string
      source_as_of: string
    }
    Rung: { days: number; on: string; state: 'sent' | 'next' | 'planned' | 'skipped' | 'stopped'; note: string }
    CertificateDetail: components['schemas']['Certificate'] & {
      rule_text: string
      legal_basis: string
      ladder: components['schemas']['Rung'][]
      history: components['schemas']['Certificate'][]
    }
    CaseRow: {
      id: string
      number: string | null
      service: { code: string; name: string; department: string }
      kind: 'renewal' | 'application'
      state: components['schemas']['CaseState']
      state_text: string
      created_at: string
      submitted_at: string | null
      due_on: string | null
    }
    CaseState: 'draft' | 'submitted' | 'accepted' | 'correction' | 'approved' | 'rejected' | 'finished' | 'withdrawn'
    Field: {
      key: string
      label: string
      value: string
      kind: 'text' | 'phone' | 'date' | 'choice' | 'address'
      choices: string[] | null
      required: boolean
      locked: boolean
      source: { name: string; as_of: string | null } | null
      error: string | null
    }
    Finding: { code: string; sentence: string; severity: 'error' | 'warning' }
    Material: {
      id: string
      kind: string
      state: 'awaiting' | 'checking' | 'passed' | 'failed' | 'missing'
      file_name: string
      size: number | null
      findings: components['schemas']['Finding'][]
      preview_url: string | null
    }
    MaterialSlot: {
      kind: string
      name: string
      required: boolean
      waived: boolean
      waived_source: string | null
      accept: string[]
      max_bytes: number
      hint: string
      upload: components['schemas']['Material'] | null
    }
    UploadTicket: {
      material: components['schemas']['Material']
      upload: { url: string; fields: { [key: string]: string } }
      expires_in: number
    }
    TimelineStep: { at: string | null; title: string; note: string | null; kind: 'done' | 'now' | 'todo' | 'bad' }
    Outcome: { decision: string; reason: string; decided_by: 'table' | 'department'; rule_version: string | null }
    Case: components['schemas']['CaseRow'] & {
      promise_days: number | null
      decided_at: string | null
      certificate: components['schemas']['Certificate'] | null
      fields: components['schemas']['Field'][]
      materials: components['schemas']['MaterialSlot'][]
      can_submit: boolean
      blockers: string[]
      timeline: components['schemas']['TimelineStep'][]
      outcome: components['schemas']['Outcome'] | null
      new_certificate_id: string | null
      undo_until: string | null
    }
    MessageDelivery: { channel: 'wechat' | 'sms' | 'inbox'; state: string; state_text: string; at: string | null }
    Message: {
      id: string
      category: 'reminder' | 'case' | 'system'
      title: string
      body: string
      created_at: string
      read_at: string | null
      link: { page: string; params: { [key: string]: string } } | null
      deliveries: components['schemas']['MessageDelivery'][]
    }
    Messages: { items: components['schemas']['Message'][]; unread: number; next_cursor: string | null }
    SubscriptionTemplate: { id: string; title: string; kind: 'one_time' | 'long_term'; balance: number }
    PublicInfo: { name: string; environment: string; demo: boolean; now: string; version: string; h5_wechat: boolean }
    Operator: { id: string; username: string; display_name: string; role: string; role_name: string }
    OperatorSession: {
      access_token: string
      refresh_token: string
      expires_in: number
      operator: components['schemas']['Operator']
    }
    Figure: { key: string; label: string; value: number; note: string | null; tone: 'plain' | 'good' | 'warn' | 'bad' }
    Overview: { now: string; figures: components['schemas']['Figure'][] }
    DeliveryStep: { at: string; state: string; state_text: string; note: string | null }
    Delivery: {
      id: string
      channel: 'wechat' | 'sms' | 'inbox'
      state: string
      state_text: string
      title: string
      recipient: string
      topic: string
      attempts: number
      created_at: string
      next_attempt_at: string | null
      last_error: string | null
      can_retry: boolean
      history: components['schemas']['DeliveryStep'][]
    }
    DeliveryPage: { items: components['schemas']['Delivery'][]; next_cursor: string | null }
    DeliverySummary: { states: { state: string; state_text: string; channel: string; count: number }[] }
    OperatorCase: components['schemas']['CaseRow'] & { applicant: string; overdue: boolean }
    OperatorCasePage: { items: components['schemas']['OperatorCase'][]; next_cursor: string | null }
    OperatorCaseDetail: components['schemas']['OperatorCase'] & {
      applicant_id_number: string
      applicant_phone: string
      decided_at: string | null
      fields: { label: string; value: string; source: string | null }[]
      materials: { name: string; state: string; state_text: string }[]
      timeline: components['schemas']['TimelineStep'][]
      outcome: components['schemas']['Outcome'] | null
    }
  }
}

type S = components['schemas']

export interface paths {
  '/api/v1/sessions/wechat': { post: Op<S['Session'], { body: { code: string } }> }
  '/api/v1/sessions/sms-codes': { post: Op<S['SmsCodeSent'], { body: { phone: string } }> }
  '/api/v1/sessions/sms': { post: Op<S['Session'], { body: { request_id: string; phone: string; code: string } }> }
  '/api/v1/sessions/refresh': { post: Op<S['Session'], { body: { refresh_token: string } }> }
  '/api/v1/sessions/current': { delete: Op<undefined> }
  '/api/v1/sessions': { get: Op<{ items: S['SessionRow'][] }> }
  '/api/v1/me': { get: Op<S['Me']> }
  '/api/v1/me/preferences': { patch: Op<S['Me'], { body: S['PreferencesPatch'] }> }
  '/api/v1/me/phone': { post: Op<S['Me'], { body: { code: string } }> }
  '/api/v1/me/real-name': {
    post: Op<S['RealNameResult'], { body: { name: string; id_number: string; consent: boolean } }>
  }
  '/api/v1/me/face-checks': { post: Op<S['FaceCheck'], { body: { consent: boolean } }> }
  '/api/v1/me/face-checks/{id}/result': { post: Op<S['RealNameResult'], Id> }
  '/api/v1/me/data': { get: Op<S['MyData']> }
  '/api/v1/home': { get: Op<S['Home']> }
  '/api/v1/home/cards/{id}/dismissals': {
    post: Op<undefined, Id & { body: { reason: 'not_me' | 'not_now' | 'wrong_data' | 'fewer' } }>
  }
  '/api/v1/services': {
    get: Op<
      S['ServicePage'],
      { query: { q?: string; theme?: string; department?: string; audience?: string; page?: number } }
    >
  }
  '/api/v1/services/facets': { get: Op<S['Facets']> }
  '/api/v1/services/{code}': { get: Op<S['ServiceDetail'], { path: { code: string } }> }
  '/api/v1/services/{code}/cases': { post: Op<S['Case'], { path: { code: string } }> }
  '/api/v1/certificates': { get: Op<{ items: S['Certificate'][] }> }
  '/api/v1/certificates/{id}': { get: Op<S['CertificateDetail'], Id> }
  '/api/v1/certificates/{id}/renewal': { post: Op<S['Case'], Id> }
  '/api/v1/offers/{id}/take': { post: Op<S['Case'], Id> }
  '/api/v1/cases': { get: Op<{ items: S['CaseRow'][] }> }
  '/api/v1/cases/{id}': {
    get: Op<S['Case'], Id>
    patch: Op<S['Case'], Id & { body: { fields: { [key: string]: string } } }>
  }
  '/api/v1/cases/{id}/materials': {
    post: Op<S['UploadTicket'], Id & { body: { kind: string; file_name: string; media_type: string; size: number } }>
  }
  '/api/v1/cases/{id}/submission': { post: Op<S['Case'], Id & { header: { 'Idempotency-Key': string } }> }
  '/api/v1/cases/{id}/withdrawal': { post: Op<S['Case'], Id> }
  '/api/v1/materials/{id}': { get: Op<S['Material'], Id>; delete: Op<undefined, Id> }
  '/api/v1/materials/{id}/arrived': { post: Op<S['Material'], Id> }
  '/api/v1/messages': { get: Op<S['Messages'], { query: { category?: string; cursor?: string } }> }
  '/api/v1/messages/{id}/read': { post: Op<undefined, Id> }
  '/api/v1/messages/read-all': { post: Op<undefined> }
  '/api/v1/subscriptions': { get: Op<{ templates: S['SubscriptionTemplate'][] }> }
  '/api/v1/enterprises/{id}/certificates': { get: Op<{ items: S['Certificate'][] }, Id> }
  '/api/v1/public/info': { get: Op<S['PublicInfo']> }
  '/api/v1/operator/sessions': { post: Op<S['OperatorSession'], { body: { username: string; password: string } }> }
  '/api/v1/operator/sessions/refresh': { post: Op<S['OperatorSession'], { body: { refresh_token: string } }> }
  '/api/v1/operator/sessions/current': { delete: Op<undefined> }
  '/api/v1/operator/me': { get: Op<S['Operator']> }
  '/api/v1/operator/overview': { get: Op<S['Overview']> }
  '/api/v1/operator/deliveries': {
    get: Op<S['DeliveryPage'], { query: { state?: string; channel?: string; cursor?: string } }>
  }
  '/api/v1/operator/deliveries/summary': { get: Op<S['DeliverySummary']> }
  '/api/v1/operator/deliveries/{id}/retry': { post: Op<S['Delivery'], Id> }
  '/api/v1/operator/cases': {
    get: Op<S['OperatorCasePage'], { query: { state?: string; department?: string; cursor?: string } }>
  }
  '/api/v1/operator/cases/{id}': { get: Op<S['OperatorCaseDetail'], Id> }
}
