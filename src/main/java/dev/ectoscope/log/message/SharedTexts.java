package dev.ectoscope.log.message;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.StatementText;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The statement texts and call sites of one log, the same for all threads that read it: each is
 * made once, and who sums up knows them by identity. Bounded: when full, it forgets all and begins
 * again. Safe for use by several threads.
 */
public final class SharedTexts {

  private static final long MOST_CHARACTERS = 4L << 20;
  private static final int MOST_SITES = 100_000;

  private final Function<String, String> fingerprint;
  private final Map<String, StatementText> statements = new ConcurrentHashMap<>();
  private final Map<String, CallSite> sites = new ConcurrentHashMap<>();
  private final AtomicLong characters = new AtomicLong();
  private final AtomicLong siteCharacters = new AtomicLong();

  /**
   * @param fingerprint called once for each distinct statement text
   */
  public SharedTexts(Function<String, String> fingerprint) {
    this.fingerprint = fingerprint;
  }

  StatementText statement(String text) {
    if (text.length() > StatementText.LONGEST) {
      return StatementText.shortened(text, fingerprint.apply(text));
    }
    StatementText known = statements.get(text);
    if (known != null) {
      return known;
    }
    if (characters.addAndGet(text.length()) > MOST_CHARACTERS) {
      statements.clear();
      characters.set(text.length());
    }
    return statements.computeIfAbsent(text, t -> new StatementText(t, fingerprint.apply(t)));
  }

  CallSite site(String printed) {
    CallSite known = sites.get(printed);
    if (known != null) {
      return known;
    }
    boolean tooLong = siteCharacters.addAndGet(printed.length()) > MOST_CHARACTERS;
    if (sites.size() >= MOST_SITES || tooLong) {
      sites.clear();
      siteCharacters.set(printed.length());
    }
    return sites.computeIfAbsent(printed, PrintedCallSite::of);
  }
}
