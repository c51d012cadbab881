// Writes tests/AiOs.Embeddings.Tests/Fixtures/minilm.json: texts in many scripts, their tokens by @huggingface/tokenizers, and
// their vectors by @lat.md/embed (candle, with the Rust tokenizers), as base64 of 16-bit integers, 32,767 standing for 1.
// Run: node benchmarks/embed-peer/fixture.mjs > tests/AiOs.Embeddings.Tests/Fixtures/minilm.json (see run.sh for the packages).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
const packages = process.env.EMBED_PEER_PACKAGES;
const model = process.env.AIOS_MINILM_DIR;
const require = createRequire(join(packages, 'package.json'));
const { Tokenizer } = require('@huggingface/tokenizers');
const { createEmbedder } = await import(pathToFileURL(join(packages, 'node_modules/@lat.md/embed/dist/index.js')));

const topics = {
  latin: ['The cat sat on the mat.', 'How do I reset my password?', 'Crème brûlée à la française, naïve coöperation', 'Zażółć gęślą jaźń',
    'Đường phố Hà Nội rất đẹp', 'İstanbul’da ışıklar', 'Straße, GROẞ und ﬁn', 'An unbelievably incomprehensible, antidisestablishmentarian idea'],
  greek: ['Η γάτα κάθεται στο χαλί.', 'Ὀδυσσεύς πολύτροπος', 'ΣΟΦΟΣ ΟΔΟΣ'],
  cyrillic: ['Кошка сидит на ковре.', 'Ёлка и йод', 'Україна їжак'],
  hebrew: ['החתול יושב על השטיח', 'בְּרֵאשִׁית בָּרָא אֱלֹהִים'],
  arabic: ['القطة تجلس على السجادة', 'بِسْمِ ٱللَّٰهِ', 'آب و هوا'],
  devanagari: ['बिल्ली चटाई पर बैठी है', 'क़लम ज़रूर', 'हिन्दी में एक वाक्य।'],
  bengali: ['বিড়াল মাদুরে বসে আছে', 'কো কৌ'],
  tamil: ['பூனை பாயில் அமர்ந்தது', 'கொ கோ'],
  thai: ['แมวนั่งบนเสื่อ', 'ภาษาไทยไม่มีช่องว่าง'],
  han: ['猫坐在垫子上。', '漢字と中文 mixed with English', '豈更車 compatibility', '𠀀𠀁 rare'],
  kana: ['猫がマットの上に座った', 'ガギグゲゴ ｶﾞｷﾞ', 'パソコン'],
  hangul: ['고양이가 매트 위에 앉았다', '한국어 문장', '각 ㄱㅏㄱ'],
  georgian: ['კატა ხალიჩაზე ზის', 'ᲙᲐᲢᲐ'],
  armenian: ['Կատուն նստած է գորգի վրա', 'և'],
  ethiopic: ['ድመቷ ምንጣፉ ላይ ተቀመጠች።'],
  hard: ['', ' ', '\t\n\r', 'a\u0000b\uFFFDc\u200Bd\u200Ee', 'e\u0301 vs é', 'Å Å Å', 'K Ω', 'don\'t—stop…“quoted”', '100% $5 €7 <a+b=c> ^_` |x|~',
    'x'.repeat(100), 'x'.repeat(101), 'hello' + 'é'.repeat(96), '😀 family 👨‍👩‍👧 flag 🇫🇷', 'soft\u00ADhyphen no\u00A0break ideographic\u3000space',
    '[MASK] and [SEP] inside', '[cls] lower', '##ing ##', 'ＦＵＬＬＷＩＤＴＨ', '𝔘𝔫𝔦𝔠𝔬𝔡𝔢', 'a\u0327\u0301b', ';\u037E`\u1FEF', '\u2028line\u2029para', 'ǅ ǆ ŉ ΐ ﷺ',
    'http://example.com/a?b=c&d=e#f', 'snake_case camelCase kebab-case', '1,234.56 2026-11-24T05:00:00Z'],
};
// Plain words of every script, two and two, so that each has enough of them.
const plain = {
  latin: ['mañana llueve en la montaña', 'Der Fluß fließt durch das Tal', 'el niño come una manzana', 'Příliš žluťoučký kůň', 'ça coûte très cher', 'Ångström mäts', 'küçük bir köy'],
  greek: ['το νερό είναι κρύο', 'καλημέρα σε όλους', 'ο δρόμος προς το βουνό', 'ένα βιβλίο', 'η θάλασσα', 'Πού είναι ο σταθμός;', 'μεγάλη πόλη'],
  cyrillic: ['холодная зима', 'книга на столе', 'где находится вокзал?', 'добро утро', 'мой друг читает', 'большой город', 'река и лес'],
  hebrew: ['ספר על השולחן', 'איפה התחנה?', 'העיר הגדולה', 'מים קרים', 'בוקר טוב', 'החבר שלי קורא', 'נהר ויער'],
  arabic: ['كتاب على الطاولة', 'أين المحطة؟', 'المدينة الكبيرة', 'ماء بارد', 'صباح الخير', 'صديقي يقرأ', 'نهر وغابة'],
  devanagari: ['मेज पर किताब', 'स्टेशन कहाँ है?', 'बड़ा शहर', 'ठंडा पानी', 'सुप्रभात', 'मेरा दोस्त पढ़ता है', 'नदी और जंगल'],
  bengali: ['টেবিলে বই', 'স্টেশন কোথায়?', 'বড় শহর', 'ঠান্ডা জল', 'সুপ্রভাত', 'আমার বন্ধু পড়ে', 'নদী ও বন'],
  thai: ['หนังสือบนโต๊ะ', 'สถานีอยู่ที่ไหน', 'เมืองใหญ่', 'น้ำเย็น', 'สวัสดีตอนเช้า', 'เพื่อนของฉันอ่านหนังสือ', 'แม่น้ำและป่า'],
  han: ['桌子上的书', '车站在哪里？', '大城市', '冷水', '早上好', '我的朋友在读书', '河流与森林'],
  kana: ['机の上の本', '駅はどこですか', '大きな町', 'つめたい水', 'おはようございます', '友だちが本をよむ', '川と森'],
  hangul: ['책상 위의 책', '역이 어디예요?', '큰 도시', '차가운 물', '좋은 아침', '내 친구가 읽는다', '강과 숲'],
};
const texts = Object.values(topics).flat();
for (const parts of Object.values(plain)) {
  texts.push(...parts, parts[0] + ' ' + parts[1], parts[5] + ', ' + parts[6]);
}
const words = ['river', 'engine', 'memory', 'winter', 'budget', 'doctor', 'violin', 'harbor', 'kernel', 'garden'];
const verbs = ['crosses', 'repairs', 'remembers', 'avoids', 'approves'];
for (let i = 0; i < 40; i++) texts.push(`The ${words[i % 10]} ${verbs[i % 5]} the old ${words[(3 * i + 1) % 10]} near the ${words[(7 * i + 2) % 10]}.`);

const tokenizer = new Tokenizer(JSON.parse(readFileSync(join(model, 'tokenizer.json'))), {});
const embedder = await createEmbedder({ model: { id: 'minilm', dimensions: 384, maxTokens: 256, pooling: 'mean', normalize: true,
  weightsPath: join(model, 'model.safetensors'), tokenizerPath: join(model, 'tokenizer.json'), configPath: join(model, 'config.json') } });

// The JavaScript tokenizer differs from the Rust one, which the model was published with, in two places: it makes whole words
// small, so that a capital sigma at a word's end becomes the final one, and it does not see that ideographs beyond U+FFFF are
// words of their own. The text is given to it as the Rust one would see it; the vectors come from the Rust one in any case.
const asRustSees = text => [...text].map(c =>
  c === 'Σ' ? 'σ' : c.codePointAt(0) >= 0x20000 && c.codePointAt(0) <= 0x2ceaf ? ` ${c} ` : c).join('');
const rows = [];
for (const text of texts) {
  const [vector] = await embedder.embed([text]);
  const packed = Int16Array.from(vector, v => Math.round(v * 32767));
  const ids = Array.from(tokenizer.encode(asRustSees(text)).ids);
  rows.push(JSON.stringify({ text, ids, vector: Buffer.from(packed.buffer).toString('base64') }));
}
console.log('[\n' + rows.join(',\n') + '\n]');
