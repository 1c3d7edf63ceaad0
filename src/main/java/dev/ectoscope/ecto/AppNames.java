package dev.ectoscope.ecto;

import dev.ectoscope.log.CallSite;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of the application whose code is written.
 *
 * @param app root module, {@code MyApp}
 * @param repo repo module, {@code MyApp.Repo}
 */
public record AppNames(String app, String repo) {

  private static final String UNKNOWN = "MyApp";
  private static final Pattern ROOT = Pattern.compile("([A-Z]\\w*)\\.");

  /** The most frequent root module of the application's own call sites. */
  public static AppNames from(Collection<CallSite> callSites) {
    Map<String, Integer> roots = new TreeMap<>();
    for (CallSite site : callSites) {
      Matcher root = ROOT.matcher(site.function());
      if (site.isApplication() && root.lookingAt()) {
        roots.merge(withoutWeb(root.group(1)), 1, Integer::sum);
      }
    }
    String app =
        roots.entrySet().stream()
            .max(
                Comparator.comparingInt((Map.Entry<String, Integer> e) -> e.getValue())
                    .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
            .map(Map.Entry::getKey)
            .orElse(UNKNOWN);
    return new AppNames(app, app + ".Repo");
  }

  private static String withoutWeb(String root) {
    return root.endsWith("Web") && root.length() > 3 ? root.substring(0, root.length() - 3) : root;
  }

  /** The OTP application of a module: {@code :my_app} for {@code MyApp.Repo}. */
  static String otpApp(String module) {
    String root = module.contains(".") ? module.substring(0, module.indexOf('.')) : module;
    return Elixir.atom(Elixir.underscore(root));
  }
}
