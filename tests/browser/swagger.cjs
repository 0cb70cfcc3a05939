// Swagger UI in headless Chromium, on a server with demo data: the main job and the stories of the public side through
// the page, then every operation once from its prefilled form. Settings: BASE_URL, CHROMIUM; playwright-core is found by NODE_PATH.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { chromium } = require('playwright-core');

const BASE = (process.env.BASE_URL || 'http://127.0.0.1:8080').replace(/\/$/, '');
const SHOT = path.resolve(__dirname, '../../target/browser/swagger.png');
const PASSWORD = 'demo-perahu-kuning-2026';
const DESK = 'desk@bontang.example';
const SUPERVISOR = 'supervisor@bontang.example';
const KELURAHAN = { code: '64.74.01.1003', officer: 'kelurahan-lok-tuan@bontang.example' };
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
  '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let page;
let token = null; // what the page should send
const operations = new Map();

async function contract() {
  const document = await (await fetch(`${BASE}/openapi.json`)).json();
  for (const [route, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const secured = operation.security.length > 0;
      operations.set(operation.operationId, {
        id: operation.operationId, tag: operation.tags[0], method: method.toUpperCase(), route, secured,
        scope: secured ? operation.security[0].bearer[0] : null,
        pattern: new RegExp(`^${route.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
      });
    }
  }
}

/** Opens an operation's block, fills what is given, leaves the rest as prefilled, clicks Execute. */
async function run(id, { params = {}, body, fields = {}, file } = {}) {
  const operation = operations.get(id);
  assert.ok(operation, `the contract has no operation ${id}`);
  const block = page.locator(`[id="operations-${operation.tag}-${id}"]`);
  if (!(await block.getAttribute('class')).includes('is-open')) await block.locator('.opblock-summary-control').first().click();
  await block.locator('.btn.execute').waitFor();
  for (const [name, value] of Object.entries(params)) {
    await enter(block.locator(`tr[data-param-name="${name}"]`).locator('input, select').first(), value);
  }
  if (body !== undefined) await enter(block.locator('textarea.body-param__text'), JSON.stringify(body, null, 2));
  for (const [name, value] of Object.entries(fields)) {
    await enter(block.locator(`tr[data-property-name="${name}"]`).locator('input[type=text], select').first(), value);
  }
  if (file) await block.locator('input[type=file]').setInputFiles(file);
  const answered = page.waitForResponse((response) =>
    response.request().method() === operation.method && operation.pattern.test(new URL(response.url()).pathname), { timeout: 15000 });
  const [response] = await Promise.all([answered, block.locator('.btn.execute').click()]);
  const sent = (await response.request().allHeaders()).authorization;
  if (operation.secured) assert.equal(sent, `Bearer ${token}`, `${id}: the page does not send the token of the last log-in`);
  const text = await response.text().catch(() => '');
  let json = null;
  try { json = JSON.parse(text); } catch { /* a file, or nothing */ }
  if (response.ok() && json && json.access_token) token = json.access_token;
  // what the page shows is what came
  await block.locator('.live-responses-table tr.response .response-col_status').first().filter({ hasText: String(response.status()) }).waitFor();
  await block.locator('.opblock-summary-control').first().click();
  return { status: response.status(), json, etag: response.headers().etag, text };
}

async function enter(field, value) {
  await field.waitFor();
  if (await field.evaluate((element) => element.tagName === 'SELECT')) {
    await field.selectOption(value);
  } else {
    await field.fill(value);
    await field.blur();
  }
}

/** Runs and demands a status. */
async function want(status, id, given) {
  const answer = await run(id, given);
  assert.equal(answer.status, status, `${id}: ${answer.status} ${answer.text.slice(0, 800)}`);
  console.log(`  ${id} → ${status}`);
  return answer;
}

const signIn = (name) => want(200, 'login', { body: { name, password: PASSWORD } });

async function mainJob() {
  await want(200, 'login'); // as prefilled
  await page.locator('.scheme-container .btn.authorize.locked').waitFor(); // authorised by itself
  const queue = await want(200, 'listCandidates');
  assert.ok(Array.isArray(queue.json.data), 'the desk sees its queue');

  const serial = String(Date.now()).slice(-7);
  const name = `calon-${serial}@contoh.example`;
  const { json: registration } = await want(202, 'register', { body: { name, password: 'perahu-kuning-tujuh-laut' } });
  const { data: messages } = await (await fetch(`${BASE}/demo/messages`)).json();
  const code = messages.find((message) => message.to === name && message.values.code).values.code;
  await want(200, 'confirm', { body: { registration_id: registration.registration_id, code } });
  const me = await want(200, 'readMe');
  assert.equal(me.json.role, 'candidate', 'after confirming, the page acts as the new candidate');

  const opened = await want(201, 'createCandidate', { body: {
    full_name: 'Calon Contoh', birth_place: 'Bontang', birth_date: '2001-03-14', sex: 'male', marital_status: 'single',
    address: { street: 'Jl. Contoh No. 1', rt: '001', rw: '002', kelurahan: KELURAHAN.code, postal_code: '75314' },
    emergency_contact: { name: 'Ibu Contoh', relation: 'ibu', phone: '+6281255500900' },
    wished_countries: ['KR', 'PL'], wished_occupations: ['8160'],
    identifiers: { nik: `647401140301${serial.slice(-4)}`, kk: '6474010101200777', email: name },
  } });
  const id = opened.json.id;
  await want(201, 'createEvidence', { params: { id }, body: { rows: [
    { kind: 'education', code: 'SMA_SMK', field: 'TEKNIK_MESIN', issuer: 'SMKN 1 Contoh', from: '2019-06-01' },
    { kind: 'language', code: 'EPS_TOPIK', until: '2027-08-10' },
    { kind: 'health', code: 'HEIGHT', value: { kind: 'number', number: 171, unit: 'cm' }, from: '2026-05-20' },
    { kind: 'declaration', code: 'PERMISSION_PARENT', value: { kind: 'text', text: 'GIVEN' } },
  ] } });
  const documents = [];
  for (const kind of ['DOC-KTP', 'DOC-KK', 'DOC-MARITAL']) {
    const file = kind === 'DOC-KTP' ? { name: 'ktp.png', mimeType: 'image/png', buffer: PNG }
      : { name: 'surat.pdf', mimeType: 'application/pdf', buffer: PDF };
    documents.push((await want(201, 'uploadDocument', { params: { id }, fields: { kind, issued_on: '2024-01-15', valid_until: '' }, file })).json);
  }
  const file = await want(200, 'readCandidate', { params: { id } });
  const submitted = await want(200, 'submitCandidate', { params: { id, 'If-Match': file.etag } });
  assert.ok(submitted.json.receipt, 'a submitted file has a receipt number');

  await signIn(KELURAHAN.officer);
  const noted = await want(200, 'noteCandidate', { params: { id, 'If-Match': submitted.etag } });

  await signIn(DESK);
  for (const document of documents) {
    const read = await want(200, 'readDocument', { params: { id, document_id: document.id } });
    await want(200, 'verifyDocument', { params: { id, document_id: document.id, 'If-Match': read.etag }, body: {} });
  }
  const verified = await want(200, 'verifyCandidate', { params: { id, 'If-Match': noted.etag } });
  assert.equal(verified.json.status, 'verified');
  const decided = await want(201, 'createDecision', { params: { id }, body: { programme: 'KR-EPS-MFG', as_of: '2026-06-01' } });
  const read = await want(200, 'readDecision', { params: { id, decision_id: decided.json.id } });
  assert.equal(read.json.verdict, 'incomplete', 'claims that nobody has verified leave a decision incomplete');
  assert.ok(read.json.findings.length > 5, 'a decision explains itself');
  await want(200, 'readEligibility', { params: { id, as_of: '2026-06-01' } });
  await want(200, 'readHistory', { params: { id } });
  return name;
}

const today = () => new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10); // in the city

/** A pupil checks a false offer, reports it, follows it; an officer passes five reports on; the next check names it. */
async function falseOffer() {
  const serial = String(Date.now()).slice(-4);
  const phone = `0812-5559-${serial}`;
  const offer = { agency: 'PT Contoh Migran Nusantara (fiktif)', order: 'JO06', as_of: '2026-06-01',
    text: `Lowongan Jepang, daftar lewat WA admin pusat ${phone}\nhari ini terakhir` };
  const first = await want(200, 'checkOffer', { body: offer });
  assert.equal(first.json.label, 'suspicious', 'a licensed name and a strange phone');
  assert.deepEqual(first.json.contacts.map((contact) => contact.is_reported), [false]);
  let code;
  for (let count = 1; count <= 5; count += 1) {
    const report = await want(202, 'reportOffer', { body: { kind: 'offer', contacts: { phones: [phone] },
      text: `Diminta uang oleh nomor ini (laporan ${count}).` } });
    code = report.json.code;
  }
  const waiting = await want(200, 'followOfferReport', { body: { code } });
  assert.equal(waiting.json.state, 'open');
  await signIn(DESK);
  let group, cursor;
  do {
    const groups = await want(200, 'listReportGroups', { params: { state: 'open', limit: '50', ...(cursor ? { cursor } : {}) } });
    group = groups.json.data.find((one) => one.contacts.some((contact) => contact.value.endsWith(`5559${serial}`)));
    cursor = groups.json.next_cursor;
  } while (!group && cursor);
  assert.equal(group.reports, 5, 'one recruiter behind five reports');
  const read = await want(200, 'readReportGroup', { params: { group_id: group.id } });
  await want(200, 'passReportGroup', { params: { group_id: group.id, 'If-Match': read.etag },
    body: { to: 'police', passed_on: today(), receipt: `LP/B/${serial} (contoh)` } });
  const next = await want(200, 'checkOffer', { body: offer });
  assert.deepEqual(next.json.contacts.map((contact) => contact.is_reported), [true], 'the next check names it');
  const followed = await want(200, 'followOfferReport', { body: { code } });
  assert.equal(followed.json.passed_to, 'police');
}

/** An article is drafted by one officer and published by another: one at once, the next version on a day. */
async function article() {
  const slug = `contoh-${Date.now()}`;
  const content = { kind: 'article', topic: 'agencies', audiences: ['candidate'], review_by: '2027-06-01', facts: [],
    texts: [{ language: 'id', title: 'Contoh tulisan', summary: 'Ringkasan contoh.', body: '## Judul\n\nBaris pertama dari sebuah contoh, yang cukup panjang untuk menjadi isi.\n\n- satu\n- dua', steps: [] }] };
  await signIn(DESK);
  const drafted = await want(201, 'createArticle', { body: { slug, content } });
  const submitted = await want(200, 'submitArticle', { params: { slug, number: '1', 'If-Match': drafted.etag } });
  await want(409, 'publishArticle', { params: { slug, number: '1', 'If-Match': submitted.etag }, body: {} });
  await signIn(SUPERVISOR);
  const published = await want(200, 'publishArticle', { params: { slug, number: '1', 'If-Match': submitted.etag }, body: {} });
  const read = await want(200, 'readArticle', { params: { slug, format: 'html' } });
  assert.ok(read.text.includes('<li>satu</li>') || JSON.stringify(read.json).includes('<li>satu</li>'), 'it is read as HTML');
  await signIn(DESK);
  const again = await want(201, 'addArticleVersion', { params: { slug, 'If-Match': published.etag }, body: { ...content, texts: [{ ...content.texts[0], title: 'Versi kedua' }] } });
  const ready = await want(200, 'submitArticle', { params: { slug, number: '2', 'If-Match': again.etag } });
  await signIn(SUPERVISOR);
  const day = new Date(Date.now() + 40 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  const planned = await want(200, 'publishArticle', { params: { slug, number: '2', 'If-Match': ready.etag }, body: { publish_on: day } });
  assert.equal(planned.json.state, 'scheduled');
}

/** A country is closed by two officers, and the candidate who wished it is told. */
async function closedCountry(name) {
  await signIn(DESK);
  const proposed = await want(201, 'proposeCountryStatus', { body: { country: 'PL', state: 'closed', from: today(),
    note_id: 'Ditutup menurut pengumuman contoh.', note_en: 'Closed by an example notice.', source_title: 'Pengumuman contoh',
    source_sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', confidence: 'low' } });
  await signIn(SUPERVISOR);
  await want(200, 'approveCountryStatus', { params: { status_id: proposed.json.status.id, 'If-Match': proposed.etag } });
  const country = await want(200, 'readCountry', { params: { code: 'PL', as_of: today() } });
  assert.equal(country.json.is_open, false);
  for (let tries = 0; ; tries += 1) { // a job tells people
    const { data } = await (await fetch(`${BASE}/demo/messages`)).json();
    if (data.some((message) => message.to === name && message.values.country)) break;
    assert.ok(tries < 60, 'the candidate who wished the country is told');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Whose scope an operation asks for, where it is not the desk's. */
const ACCOUNT_OF = { 'candidates:note': KELURAHAN.officer, 'candidates:reopen': SUPERVISOR, 'countries:approve': SUPERVISOR };
/** What the prefilled form cannot know: a code and a token of one's own. */
const NEVER = new Set(['confirm', 'refresh']);

async function everyOperation() {
  await signIn(DESK);
  const first = await run('readCandidate', { params: { id: '0192f000-0000-7000-8000-000000000d01' } });
  const fresh = first.json && first.json.status === 'draft'; // each act of the examples works once
  await page.reload(); // the forms as they are prefilled; the log-in is gone with them
  token = null;
  await page.locator('.opblock').first().waitFor();

  const rank = (operation) => ['submit', 'logout'].findIndex((last) => operation.id.startsWith(last));
  const all = [...operations.values()].sort((a, b) => rank(a) - rank(b));
  const table = [];
  let account = null;
  for (const operation of all) {
    const wanted = ACCOUNT_OF[operation.scope] || DESK;
    if (operation.secured && account !== wanted) {
      await run('login', { body: { name: wanted, password: PASSWORD } });
      account = wanted;
    }
    const file = operation.id === 'uploadDocument' ? { name: 'ktp.pdf', mimeType: 'application/pdf', buffer: PDF } : undefined;
    const fields = file ? { issued_on: '', valid_until: '' } : {};
    const answer = operation.id === 'login'
      ? await run('login', { body: { name: DESK, password: PASSWORD } }) // its own prefilled form was executed at first
      : await run(operation.id, { file, fields });
    if (operation.id === 'login') account = DESK;
    const isMet = answer.status < 400 || (NEVER.has(operation.id) ? answer.status < 500 : !fresh && operation.method !== 'GET' && answer.status < 500);
    table.push({ operation: operation.id, status: answer.status, account: operation.secured ? account : '-', isMet, text: answer.text });
  }
  console.log(`\nevery operation from its prefilled form (demo data ${fresh ? 'fresh' : 'used: acts that work once may be refused'}):`);
  for (const row of table) console.log(`  ${row.isMet ? ' ' : '!'} ${String(row.status)}  ${row.operation.padEnd(18)} ${row.account}`);
  const wrong = table.filter((row) => !row.isMet);
  assert.deepEqual(wrong.map((row) => `${row.operation} ${row.status} ${row.text.slice(0, 600)}`), [], 'examples that do not work');
  console.log(`${table.length} operations`);
}

async function main() {
  fs.mkdirSync(path.dirname(SHOT), { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || 'chromium', args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
  const strangers = [], complaints = [];
  try {
    page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
    page.setDefaultTimeout(15000);
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${BASE}/`) && !/^(data|blob):/.test(url)) strangers.push(url);
    });
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await contract();
    await page.goto(`${BASE}/`);
    await page.locator('.opblock').first().waitFor();
    assert.equal(new URL(page.url()).pathname, '/docs/', '/ leads to Swagger UI');
    assert.equal(await page.locator('.opblock').count(), operations.size, 'the page shows every operation');
    console.log('the main job:');
    const name = await mainJob();
    console.log('a false offer, an article, a country that closes:');
    await falseOffer();
    await article();
    await closedCountry(name);
    assert.deepEqual(complaints.filter((text) => !text.startsWith('Failed to load resource')), [], 'console errors');
    await everyOperation();
    // a refused request is a complaint of the browser's own; nothing else may be there
    assert.deepEqual(complaints.filter((text) => !text.startsWith('Failed to load resource')), [], 'console errors');
    assert.deepEqual(strangers, [], 'requests to other hosts');
    const decision = page.locator('[id="operations-eligibility-readDecision"]'); // for the picture
    await decision.locator('.opblock-summary-control').first().click();
    await decision.locator('.live-responses-table').evaluate((element) => element.scrollIntoView());
  } finally {
    if (page) await page.screenshot({ path: SHOT }).catch(() => {});
    await browser.close();
  }
  console.log(`screenshot: ${path.relative(process.cwd(), SHOT)}`);
}

main().catch((error) => {
  console.error(error.message || error);
  process.exit(1);
});
