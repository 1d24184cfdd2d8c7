/** Text that is the same at every run: common words as common as in English, and a long tail of rare ones. */

const COMMON =
  `the of and to a in is it you that he was for on are with as his they be at one have this from or had by
  not but what all were when we there can an your which their said if do will each about how up out them then she many
  some so these would other into has more her two like him see time could no make than first been its who now people my
  made over did down only way find use may water long little very after words called just where most know get through
  back much before go good new write our used me man too any day same right look think also around another came come
  work three word must because does part even place well such here take why things help put years different away again
  off went old number great tell men say small every found still between name should home big give air line set own
  under read last never us left end along while might next sound below saw something thought both few those always
  looked show large often together asked house don't world going want`.split(/\s+/);
const TECHNICAL =
  `webhook retry timeout server request response token error function module import export cache index
  database query schema migration branch merge commit deploy container queue worker thread promise async stream buffer
  parser compiler runtime memory garbage pointer socket proxy header cookie session payment refund invoice customer
  account balance ledger transaction rollback snapshot replica cluster shard latency throughput benchmark profile trace
  metric alert dashboard pipeline workflow template component signal effect render virtual scroll layout theme`.split(
    /\s+/,
  );
const IDENTIFIERS =
  `parseHTTPHeader fetchJson retryPolicy maxTokens sendFirstMessage openChatInEditor toBase64String
  user_id webhook.ts useState renderToString getElementById XMLHttpRequest utf8Decoder createReadStream`.split(
    /\s+/,
  );
const HAN =
  '的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从';
const SYLLABLES =
  `ba be bi bo bu da de di do du fa fe fi fo ga ge gi go ka ke ki ko la le li lo ma me mi mo na ne ni no
  pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi vo za ze zi zo`.split(/\s+/);
const RARE_WORDS = 60_000;

/** The same numbers at every run. */
export function createRandom(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const pick = <T>(values: ArrayLike<T>, at: number): T =>
  values[Math.floor(at * values.length)] as T;

/** Ranks by Zipf's law, as words have them in every language: the first in every second message, the last hardly ever. */
function createRanks(count: number) {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) sums[rank] = sum += 1 / (rank + 2.7);
  return (at: number): number => {
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < at * sum) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

export function rareWord(number: number): string {
  let word = '';
  for (let rest = number + 3_600; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    word += SYLLABLES[rest % SYLLABLES.length] ?? '';
  }
  return word;
}

const IDENTIFIER_SHARE = 0.01;
const HAN_SHARE = 0.03;

/** The common, then the technical, then the rare. */
const frequent = [...COMMON, ...TECHNICAL];
const wordAt = (rank: number) => frequent[rank] ?? rareWord(rank - frequent.length);

export function createMessages() {
  const random = createRandom(42);
  const rank = createRanks(frequent.length + RARE_WORDS);
  const hanRank = createRanks(HAN.length);
  const word = () =>
    random() < IDENTIFIER_SHARE ? pick(IDENTIFIERS, random()) : wordAt(rank(random()));
  const han = () => Array.from({ length: 40 }, () => HAN[hanRank(random())]).join('');
  return (): string =>
    random() < HAN_SHARE ? han() : `${Array.from({ length: 32 }, word).join(' ')}.`;
}

/** 200 of what people type, rare and common, whole and half. */
export function createQueries(): string[] {
  const random = createRandom(7);
  const common = () => pick(COMMON, random());
  const technical = () => pick(TECHNICAL, random());
  const rare = () => rareWord(Math.floor(random() * RARE_WORDS));
  const letters = () => pick(SYLLABLES, random());
  const han = (length: number) => Array.from({ length }, () => pick(HAN, random() ** 2)).join('');
  const kinds = [
    () => rare(),
    () => common(),
    () => technical(),
    () => letters(),
    () => technical().slice(0, 2),
    () => technical().slice(0, 4),
    () => rare().slice(0, 4),
    () => `${technical()} ${technical().slice(0, 3)}`,
    () => `${common()} ${common()}`,
    () => `${common()} ${rare()}`,
    () => `"${technical()} ${common()}"`,
    () => `"${common()} ${common()} ${technical()}"`,
    () => `${technical()} -${technical()}`,
    () => `${technical()} ${technical()} ${technical()}`,
    () => pick(IDENTIFIERS, random()),
    () =>
      pick(
        ['http header', 'first message', 'retry policy', 'chat editor', 'base string'],
        random(),
      ),
    () => han(1),
    () => han(2),
    () => han(3),
    () => `${technical()} ${letters()}`,
  ];
  return Array.from({ length: 200 }, (_, i) => kinds[i % kinds.length]?.() ?? '');
}
