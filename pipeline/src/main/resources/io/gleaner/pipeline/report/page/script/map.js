// The map: the picture under the pointer or at the arrow keys, and what is shown of all points.

function startMap() {
  const view = byId('map-view');
  if (!view) {
    return;
  }
  const svg = view.querySelector('svg');
  const ring = byId('map-ring');
  const points = [...svg.querySelectorAll('use[data-point]')].map((use) => ({
    use, x: Number(use.getAttribute('x')), y: Number(use.getAttribute('y')), card: card(Number(use.dataset.point)),
  }));
  let visible = points;
  let at = null;

  function showPoint(point) {
    if (point === at) {
      return;
    }
    at = point;
    ring.setAttribute('visibility', point === null ? 'hidden' : 'visible');
    if (point !== null) {
      ring.setAttribute('cx', point.x);
      ring.setAttribute('cy', point.y);
      const made = figure(point.card.number);
      fill(made.querySelector('.frame'));
      byId('map-at').replaceChildren(made, element('p', {class: 'quiet'}, cards.fates[point.card.fate]
        + (point.card.sets.length > 0 ? ' · ' + point.card.sets.map((set) => cards.sets[set]).join(', ') : '')));
    }
  }

  /** Returns the nearest visible point to a place of the page, within some pixels. */
  function nearest(event, within) {
    const matrix = svg.getScreenCTM();
    if (matrix === null) {
      return null;
    }
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    let best = null;
    let least = (within / matrix.a) ** 2;
    for (const point of visible) {
      const away = (point.x - place.x) ** 2 + (point.y - place.y) ** 2;
      if (away < least) {
        [best, least] = [point, away];
      }
    }
    return best;
  }

  /** Returns the nearest visible point in a direction: how far, and how far off to a side. */
  function towards(dx, dy) {
    let best = null;
    let least = Infinity;
    for (const point of visible) {
      const along = (point.x - at.x) * dx + (point.y - at.y) * dy;
      const aside = Math.abs((point.x - at.x) * dy) + Math.abs((point.y - at.y) * dx);
      if (along > 0 && along + 2 * aside < least) {
        [best, least] = [point, along + 2 * aside];
      }
    }
    return best;
  }

  function filter() {
    const fates = new Set([...byId('map-fates').querySelectorAll('input:checked')].map((box) => box.value));
    const set = byId('map-set').value;
    visible = points.filter((point) => {
      const is = fates.has(point.card.fate) && (set === '' || point.card.sets.includes(Number(set)));
      point.use.setAttribute('visibility', is ? 'visible' : 'hidden');
      return is;
    });
    byId('map-count').textContent = count(visible.length) + ' of ' + count(points.length) + ' images shown';
    if (!visible.includes(at)) {
      showPoint(null);
    }
  }

  view.addEventListener('pointermove', (event) => {
    const point = nearest(event, 14);
    if (point !== null) {
      showPoint(point);
    }
  });
  view.addEventListener('click', (event) => {
    const point = nearest(event, 20);
    if (point !== null) {
      const again = point === at;
      showPoint(point);
      // A finger's first touch shows a picture, its second opens it.
      if (event.pointerType !== 'touch' || again) {
        openCard({number: point.card.number});
      }
    }
  });
  view.addEventListener('focus', () => {
    if (at === null && visible.length > 0 && view.matches(':focus-visible')) {
      showPoint(visible[visible.length - 1]);
    }
  });
  view.addEventListener('keydown', (event) => {
    const way = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
    if (way && visible.length > 0) {
      event.preventDefault();
      showPoint(at === null ? visible[0] : towards(...way) ?? at);
    } else if (event.key === 'Enter' && at !== null) {
      event.preventDefault();
      openCard({number: at.card.number});
    }
  });
  byId('map-fates').addEventListener('change', filter);
  byId('map-set').addEventListener('change', filter);
  filter();
}
