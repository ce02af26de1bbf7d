/** Pages that are only for people who are signed in. */
import { signInFirst, type Params } from '@/services/navigate'
import { useSession } from '@/stores/session'

/** Opens the page once it is known who is there (its outline shows meanwhile); else asks to sign in, and then comes back. */
export async function whenSignedIn(open: () => void, page: string, params: Params = {}): Promise<void> {
  if (await useSession().ready()) open()
  else signInFirst(page, params)
}
