// Doubles the size of every text, as a mail program set to 200 % does, and says how wide the page is then.
(() => {
  const sizes = [...document.body.querySelectorAll('*')].map((e) => [e, parseFloat(getComputedStyle(e).fontSize)]);
  for (const [e, size] of sizes) e.style.setProperty('font-size', `${2 * size}px`, 'important');
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
})()
