// Before the first paint, so that a chosen theme does not flash; a file of its own because no inline script is allowed.
try {
  const theme = localStorage.getItem("promotrail.theme")
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme
} catch {}
