package dev.ectoscope.report;

import org.jspecify.annotations.Nullable;

/**
 * Who looks at a page, and from where.
 *
 * @param theme light, dark, or "" for what the system says
 * @param here address of the page with its query, to come back to
 * @param editor where paths lead
 */
public record Reader(String theme, String here, EditorLinks editor) {

  public static final Reader ANYONE = new Reader("", "/", EditorLinks.NONE);

  public Reader {
    theme = "light".equals(theme) || "dark".equals(theme) ? theme : "";
    here = isLocal(here) ? here : "/";
  }

  /** Whether an address stays on this server: a redirect must not lead elsewhere. */
  public static boolean isLocal(@Nullable String address) {
    return address != null
        && address.startsWith("/")
        && !address.startsWith("//")
        && address.chars().noneMatch(c -> c == '\\' || c < ' ');
  }
}
