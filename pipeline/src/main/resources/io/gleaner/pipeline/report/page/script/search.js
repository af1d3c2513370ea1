// Search over the names and ids of the cards, with a choice of fate and set.

const MOST_FOUND = 120;
const search = byId('search');
const foundFate = byId('found-fate');
const foundSet = byId('found-set');
let waiting = 0;

function find() {
  const words = search.value.trim().toLowerCase();
  const [fate, set] = [foundFate.value, foundSet.value];
  const asked = words !== '' || fate !== '' || set !== '';
  byId('found').hidden = !asked;
  if (!asked) {
    byId('found-pictures').replaceChildren();
    return;
  }
  const found = [];
  cards.cards.forEach(([id, uri, , itsFate, sets], number) => {
    if ((uri.toLowerCase().includes(words) || id.toLowerCase().includes(words))
        && (fate === '' || itsFate === fate) && (set === '' || sets.includes(Number(set)))) {
      found.push(number);
    }
  });
  const some = found.length > MOST_FOUND ? ', the first ' + MOST_FOUND + ' of them here' : '';
  byId('found-count').textContent = count(found.length) + ' of the ' + count(cards.cards.length) + ' pictures in this report' + some + '.';
  byId('found-pictures').replaceChildren(...found.slice(0, MOST_FOUND).map(figure));
}

function closeSearch() {
  search.value = '';
  foundFate.value = '';
  foundSet.value = '';
  find();
}

search.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(find, 120);
});
search.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    closeSearch();
  } else if (event.key === 'Enter') {
    find();
  }
});
foundFate.addEventListener('change', find);
foundSet.addEventListener('change', find);
byId('found-close').addEventListener('click', () => {
  closeSearch();
  search.focus();
});
