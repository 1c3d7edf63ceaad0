package dev.ectoscope.report;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Opens {@code lib/app/blog.ex:25} in an editor: a URL with {@code __FILE__} and {@code __LINE__},
 * the form that Plug's error pages take from {@code PLUG_EDITOR}
 * (https://hexdocs.pm/plug/Plug.Debugger.html#module-links-to-the-text-editor).
 */
public final class EditorLinks {

  /** Paths lead nowhere. */
  public static final EditorLinks NONE = new EditorLinks("", Path.of(""));

  private static final Map<String, String> KNOWN =
      Map.of(
          "vscode", "vscode://file/__FILE__:__LINE__",
          "cursor", "cursor://file/__FILE__:__LINE__",
          "zed", "zed://file/__FILE__:__LINE__",
          "idea", "idea://open?file=__FILE__&line=__LINE__",
          "textmate", "txmt://open/?url=file://__FILE__&line=__LINE__");

  /** Anything but the schemes by which a browser would run or fetch something. */
  private static final String SAFE =
      "(?!(?i:javascript|data|vbscript|file|blob):)[A-Za-z][A-Za-z0-9+.-]*:.+";

  private final String template;
  private final Path root;

  private EditorLinks(String template, Path root) {
    this.template = template;
    this.root = root;
  }

  /**
   * @param editor vscode, cursor, zed, idea, textmate, or a URL with {@code __FILE__}
   * @param root folder that the paths of the log begin at
   * @return empty when it is neither
   */
  public static Optional<EditorLinks> of(String editor, Path root) {
    String template = KNOWN.getOrDefault(editor, editor);
    boolean usable = template.contains("__FILE__") && Pattern.matches(SAFE, template);
    return usable
        ? Optional.of(new EditorLinks(template, root.toAbsolutePath().normalize()))
        : Optional.empty();
  }

  /** Where a click leads, or "" when there is no editor or the path is none of the project. */
  String to(String file, int line) {
    if (template.isEmpty() || file == null || file.isEmpty()) {
      return "";
    }
    try {
      Path path = root.resolve(file).normalize();
      if (!path.startsWith(root)) {
        return "";
      }
      String absolute = path.toString().replace('\\', '/');
      String slashed = absolute.startsWith("/") ? absolute : "/" + absolute;
      String encoded = new URI(null, null, slashed, null).getRawPath().replace("&", "%26");
      String place = template.contains("file/__FILE__") ? encoded.substring(1) : encoded;
      return template
          .replace("__FILE__", place)
          .replace("__LINE__", String.valueOf(Math.max(1, line)));
    } catch (InvalidPathException | URISyntaxException e) {
      return "";
    }
  }
}
