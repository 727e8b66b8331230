/** Loads why_not.js if this page does not start. It is in each page twice, because one of the two may fail to load. */
(() => {
  if (self.whyOf) return;
  self.forbidden = [];
  document.addEventListener('securitypolicyviolation', (event) => self.forbidden.push(event));
  const alive = () => customElements.get('cache-aside-playground');
  self.whyOf = (address) => {
    // A page that has started reports missing files itself.
    if (self.why || !address || alive()) return;
    self.why = address;
    const script = document.createElement('script');
    const trusted = self.trustedTypes?.createPolicy('cache-aside-playground', { createScriptURL: (one) => one });
    script.src = trusted ? trusted.createScriptURL('./why_not.js') : './why_not.js';
    script.onerror = () => {
      if (performance.getEntriesByType('navigation')[0].type === 'reload')
        addEventListener('online', () => location.reload());
      else location.reload();
    };
    document.head.append(script);
  };
  addEventListener('error', ({ target }) => self.whyOf(target.src || target.href), true);
  addEventListener('load', () => {
    if (!alive()) self.whyOf(document.querySelector('script[type=module]').src);
  });
})();
