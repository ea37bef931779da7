import { Monitor, Moon, Sun } from "lucide-react"
import { useState } from "react"

const KEY = "promotrail.theme"
const CHOICES = [
  { theme: "system", text: "As the system has it", Icon: Monitor },
  { theme: "light", text: "Light", Icon: Sun },
  { theme: "dark", text: "Dark", Icon: Moon },
] as const
type Theme = (typeof CHOICES)[number]["theme"]

function chosen(): Theme {
  const theme = document.documentElement.dataset["theme"]
  return theme === "light" || theme === "dark" ? theme : "system"
}

function choose(theme: Theme): void {
  if (theme === "system") {
    localStorage.removeItem(KEY)
    delete document.documentElement.dataset["theme"]
    return
  }
  localStorage.setItem(KEY, theme)
  document.documentElement.dataset["theme"] = theme
}

/** Light, dark, or as the system has it; kept on this computer. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(chosen)
  return (
    <fieldset className="flex w-fit gap-0.5 rounded-6 border border-hairline p-0.5">
      <legend className="visually-hidden">Theme</legend>
      {CHOICES.map(({ theme: each, text, Icon }) => (
        <button
          key={each}
          type="button"
          className="theme-choice"
          aria-label={text}
          title={text}
          aria-pressed={theme === each}
          onClick={() => {
            choose(each)
            setTheme(each)
          }}
        >
          <Icon size={14} aria-hidden="true" />
        </button>
      ))}
    </fieldset>
  )
}
