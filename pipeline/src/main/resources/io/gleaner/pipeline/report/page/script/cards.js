// The cards: an index that is read at once, rows and pictures in blocks that are read when one of them is asked for.

const blocks = new Map();

function block(name) {
  if (!blocks.has(name)) {
    blocks.set(name, JSON.parse(byId(name).textContent));
  }
  return blocks.get(name);
}

const cards = block('cards-index');
const numbers = new Map(cards.cards.map(([id], number) => [id, number]));

function card(number) {
  const [id, uri, source, fate, sets] = cards.cards[number];
  return {number, id, uri, source, fate, sets, name: uri.slice(uri.lastIndexOf('/') + 1) || uri};
}

/** Returns a card's row, story and why it has no picture. */
function details(number) {
  return block('cards-rows-' + Math.floor(number / cards.rows))[number % cards.rows];
}

function field(number, name) {
  const found = details(number).row.find(([key]) => key === name);
  return found ? found[1] ?? '' : '';
}

/** Returns the picture as an address that holds it, or null. */
function picture(number) {
  const bytes = block('cards-pictures-' + Math.floor(number / cards.pictures))[number % cards.pictures];
  return bytes === null ? null : 'data:image/jpeg;base64,' + bytes;
}

function fill(frame) {
  if (frame.dataset.filled) {
    return;
  }
  frame.dataset.filled = 'yes';
  const address = picture(Number(frame.dataset.picture));
  if (address !== null) {
    frame.prepend(element('img', {src: address, alt: '', decoding: 'async'}));
  }
}

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) {
      watcher.unobserve(entry.target);
      fill(entry.target);
    }
  }
}, {rootMargin: '600px'});

/** Makes a picture as those of the page's own lists. */
function figure(number) {
  const it = card(number);
  const frame = element('span', {class: 'frame', 'data-picture': number});
  const missing = details(number).missing;
  if (missing) {
    frame.append(element('span', {class: 'missing'}, missing));
  }
  watcher.observe(frame);
  const open = element('button',
    {type: 'button', class: 'open', 'data-card': number, title: shown(it.uri), 'aria-label': shown(it.name) + ', ' + cards.fates[it.fate]},
    frame, sign(it.fate));
  const made = element('figure', {class: 'picture'}, open, element('figcaption', {}, element('bdi', {class: 'name'}, it.name)));
  showMark(open);
  return made;
}
