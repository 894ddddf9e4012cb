// What is wrong with how a page looks, one line each; for ReportBrowserTest.
(() => {
  const problems = [];
  const root = document.documentElement;
  const name = e => e.tagName.toLowerCase() + (e.getAttribute('class') ? '.' + e.getAttribute('class') : '')
      + ' "' + e.textContent.trim().slice(0, 30) + '"';

  // Nothing makes the page itself scroll sideways.
  if (root.scrollWidth > root.clientWidth) {
    problems.push('the page is ' + root.scrollWidth + ' wide, the window ' + root.clientWidth);
  }
  const inBox = e => e.closest('.scroll') !== null;

  for (const e of document.querySelectorAll('body *')) {
    const svg = e.closest('svg');
    const own = [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.textContent.trim());
    if (!svg && e.checkVisibility()) {
      // No text is cut off, and what scrolls says so.
      if (own && getComputedStyle(e).display !== 'inline' && e.scrollWidth > e.clientWidth + 1) {
        problems.push('clipped: ' + name(e));
      }
      const box = e.getBoundingClientRect();
      if (own && !inBox(e) && (box.left < -0.5 || box.right > root.clientWidth + 0.5)) {
        problems.push('outside of the window: ' + name(e));
      }
    }
  }

  // Labels of charts lie within their charts, large enough to read.
  for (const svg of document.querySelectorAll('svg.chart')) {
    const frame = svg.getBoundingClientRect();
    if (frame.width < 100 || frame.height < 50) {
      problems.push('a chart of ' + frame.width + ' x ' + frame.height);
    }
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 0.5 || box.right > frame.right + 0.5
          || box.top < frame.top - 0.5 || box.bottom > frame.bottom + 0.5) {
        problems.push('outside of its chart: ' + name(text));
      }
      const size = parseFloat(getComputedStyle(text).fontSize) * frame.width / svg.viewBox.baseVal.width;
      if (size < 8) {
        problems.push('letters of ' + size.toFixed(1) + ' pixels: ' + name(text));
      }
    }
  }

  // Contrast by WCAG 2: 4.5 for text.
  const parse = c => c.match(/[\d.]+/g).map(Number);
  const over = (top, alpha, below) => top.slice(0, 3).map((v, i) => alpha * v + (1 - alpha) * below[i]);
  const light = c => {
    const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = e => {
    for (let at = e; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) {
        return colour.slice(0, 3);
      }
    }
    return parse(getComputedStyle(document.body).backgroundColor);
  };
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.textContent.trim());
    if (!own || !e.checkVisibility() || ['title', 'desc'].includes(e.tagName)) {
      continue;
    }
    const style = getComputedStyle(e);
    let back = behind(e);
    let front = parse(style.color);
    if (e.tagName === 'text') {
      front = parse(style.fill);
      const shape = e.parentElement.matches('.cell, .op') && e.parentElement.querySelector('rect, circle');
      if (shape) {
        const fill = getComputedStyle(shape);
        back = over(parse(fill.fill), parseFloat(fill.fillOpacity), back);
      }
    }
    if (ratio(front, back) < 4.5) {
      problems.push('contrast ' + ratio(front, back).toFixed(2) + ': ' + name(e));
    }
  }
  return problems;
})()
