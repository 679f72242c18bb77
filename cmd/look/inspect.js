// What can be measured of a page as it stands in the window: an expression that gives lists of faults by check.
(() => {
  const wrong = {height: document.documentElement.scrollHeight, overflow: [], small: [], taps: []};
  const say = (e) => (e.textContent || e.tagName).trim().replace(/\s+/g, ' ').slice(0, 60);
  const hidden = (e) => {
    for (; e; e = e.parentElement) {
      const s = getComputedStyle(e);
      if (s.display === 'none' || s.visibility === 'hidden') return true;
    }
    return false;
  };
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width)
    wrong.overflow.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = texts.nextNode(); n; n = texts.nextNode()) {
    const e = n.parentElement;
    if (!n.data.trim() || e.tagName === 'STYLE' || hidden(e)) continue;
    const range = document.createRange();
    range.selectNodeContents(n);
    for (const r of range.getClientRects())
      if (r.right > width + 0.5 || r.left < -0.5) { wrong.overflow.push(`beyond the edge: ${say(e)}`); break; }
    if (parseFloat(getComputedStyle(e).fontSize) < 14) wrong.small.push(`${getComputedStyle(e).fontSize}: ${say(e)}`);
  }
  for (const a of document.querySelectorAll('a[href]')) {
    if (hidden(a)) continue;
    const rects = [...a.getClientRects()];
    const wide = rects.reduce((sum, r) => sum + r.width, 0);
    const low = Math.min(...rects.map((r) => r.height));
    if (low < 24 || wide < 24) wrong.taps.push(`${wide.toFixed(0)} × ${low.toFixed(0)} px: ${say(a)}`);
  }
  return wrong;
})()
