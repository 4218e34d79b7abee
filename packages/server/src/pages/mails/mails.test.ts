import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Letter } from '../../domain/mail/letter.ts';
import type { MailFrame } from './mail-content.ts';
import { mails, writeMail } from './mails.ts';

const frame: MailFrame = {
  serviceName: 'Pitpass',
  origin: 'https://id.example',
  describeAgent: (user_agent) => user_agent,
  findPlace: () => 'Lyon, France',
};

const at = 1_795_221_180;
const link = 'ppl_B3LKeavARD-Ey-G_mfve9yTcaeDBr4r8TEiTKgPnHOA';
const code = '481203';

type Rest<OneLetter> = OneLetter extends Letter ? Omit<OneLetter, 'kind' | 'happening'> : never;
type OfKind<Kind extends Letter['kind']> = Rest<Extract<Letter, { readonly kind: Kind }>>;

/** Every kind of letter there is, in which whatever somebody outside chose is `word` and staff wrote `staffWord`. */
function lettersOf(word: string, staffWord = word): readonly Letter[] {
  const display_name = word;
  const expires_at = at + 900;
  const samples: { readonly [Kind in Letter['kind']]: readonly OfKind<Kind>[] } = {
    'account.sign_up': [{ link, expires_at }],
    'account.address_known': [{ display_name }],
    'account.password_reset': [
      { display_name, link, expires_at, by: 'member' },
      { display_name, link, expires_at, by: 'staff' },
    ],
    'account.password_changed': [{ display_name }],
    'account.address_proof': [{ link, expires_at }],
    'account.address_asked': [{ display_name, new_username: word }],
    'account.address_changed': [
      { display_name, new_username: word, by: 'member' },
      { display_name, new_username: word, by: 'staff' },
    ],
    'account.deleted': [
      { display_name, by: 'member' },
      { display_name, by: 'staff' },
    ],
    'sign_in.browser_code': [{ display_name, code, expires_at }],
    'sign_in.app_changed': [
      { display_name, change: 'redirect_uris' },
      { display_name, change: 'secret' },
      { display_name, change: 'deleted' },
    ],
    'second_factor.switched_on': [{ method: 'authenticator' }, { method: 'passkey' }],
    'second_factor.switched_off': [{ by: 'member' }, { by: 'staff' }],
    'second_factor.authenticator_set': [{}],
    'second_factor.authenticator_removed': [{}],
    'second_factor.passkey_added': [{ passkey_name: word }],
    'second_factor.passkey_removed': [{ passkey_name: word }],
    'second_factor.backup_codes_replaced': [{}],
    'second_factor.backup_code_used': [{}],
    'second_factor.guessed': [{}],
    'client.requested': [{ due_at: at + 864_000 }],
    'client.approved': [
      { client_id: 'lap-lens', secret_path: `/secret/${link}` },
      { client_id: 'lap-lens', secret_path: null },
    ],
    'client.refused': [{ reason: staffWord }],
    'client.secret_link': [{ secret_path: `/secret/${link}` }],
    'client.secret_shown': [{}],
    'client.disabled': [
      { by: 'staff', reason: staffWord },
      { by: 'staff', reason: null },
      { by: 'inactive', idle_days: 180 },
    ],
    'client.idle': [{ idle_days: 90, disabled_at: at + 7_776_000 }],
    'session.new_address': [{}],
    'session.client_listed': [{}],
    'session.client_confirmed': [{}],
    'session.impersonation_started': [{ note: staffWord, ends_at: at + 3600 }],
  };
  const happening = { at, ip: '203.0.113.7', user_agent: word, client_name: word };
  return Object.entries(samples).flatMap(([kind, list]) =>
    (list as readonly object[]).map((rest) => ({ ...rest, kind, happening }) as Letter),
  );
}

test('every kind of letter has its words, and no words are for a kind that there is not', () => {
  const kinds = new Set(lettersOf('x').map(({ kind }) => kind));
  assert.deepEqual(Object.keys(mails).toSorted(), [...kinds].toSorted());
});

for (const letter of lettersOf('Lap Lens')) {
  const { subject, text, html } = writeMail(letter, frame);

  test(`S192 ${letter.kind} tells when and where, and what to do when it was somebody else`, () => {
    for (const form of [text, html]) {
      for (const part of ['21 November 2026, 00:33 UTC', '203.0.113.7', 'Lyon, France']) {
        assert.ok(form.includes(part), part);
      }
      const [, afterwards = ''] = form.split('Not you?');
      assert.match(afterwards, /https:\/\/id\.example\//, 'a link for whoever it was not');
    }
    assert.ok(subject.length > 10 && subject.length < 80, subject);
    assert.doesNotMatch(subject + text, /undefined|null|NaN|\[object/);
  });

  test(`S192 ${letter.kind} leads to pages of the service alone`, () => {
    for (const [address] of text.matchAll(/https?:\/\/\S+/g)) {
      assert.ok(address.startsWith('https://id.example/'), address);
    }
    for (const [, href = ''] of html.matchAll(/href="([^"]*)"/g)) {
      assert.ok(href.startsWith('https://id.example/'), href);
    }
  });

  test(`S219 ${letter.kind} has no code and no link in its subject, which stands on locked screens`, () => {
    assert.doesNotMatch(subject, /481203|ppl_|https?:/);
  });
}

test('S192 a mailed code stands in the mail alone, not in the address of any link', () => {
  for (const letter of lettersOf('Lap Lens')) {
    const { html } = writeMail(letter, frame);
    for (const [, href = ''] of html.matchAll(/href="([^"]*)"/g)) assert.ok(!href.includes(code));
  }
});

const hostile =
  '"><img src=x onerror=alert(1)><script>alert(2)</script>\u202e\u2066 \r\nBcc: a@b\u0007🏁';

test('S181 whatever a name or a note holds, every mail shows it as text', () => {
  for (const letter of lettersOf(hostile)) {
    const { subject, text, html } = writeMail(letter, frame);
    assert.doesNotMatch(html, /<img|<script/, letter.kind);
    assert.equal(html.split('</title>').length, 2, letter.kind);
    assert.doesNotMatch(subject, /[\r\n\u202e]/, letter.kind);
    assert.doesNotMatch(text + subject, /[\u202e\u0007]/, letter.kind);
  }
});

test('S181 an address in a name is no link, in no mail', () => {
  for (const letter of lettersOf('https://evil.example/win', 'It does not say what it is for.')) {
    const { subject, text, html } = writeMail(letter, frame);
    for (const form of [subject, text, html]) {
      assert.ok(!form.includes('evil.example'), letter.kind);
    }
  }
});
