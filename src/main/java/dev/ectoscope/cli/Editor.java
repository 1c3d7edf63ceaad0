package dev.ectoscope.cli;

import dev.ectoscope.report.EditorLinks;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the paths of a report lead. */
final class Editor {

  @Option(
      names = "--editor",
      paramLabel = "NAME|URL",
      description = {
        "Make paths of the report open in an editor: vscode, cursor, zed, idea, textmate, or a URL with",
        "__FILE__ and __LINE__. Default: PLUG_EDITOR of the environment, as Phoenix's error pages do.",
        "Run it in the project's folder: paths of the log begin there."
      })
  @Nullable String editor;

  EditorLinks links() {
    return links(System.getenv("PLUG_EDITOR"));
  }

  /** A wrong --editor is an error; a PLUG_EDITOR that is none of ours is not. */
  EditorLinks links(@Nullable String plugEditor) {
    Path here = Path.of("");
    if (editor != null) {
      return EditorLinks.of(editor, here)
          .orElseThrow(
              () ->
                  new UsageException(
                      "--editor "
                          + editor
                          + " is no editor. Say vscode, cursor, zed, idea, textmate, or a URL such as"
                          + " vscode://file/__FILE__:__LINE__."));
    }
    return plugEditor == null
        ? EditorLinks.NONE
        : EditorLinks.of(plugEditor, here).orElse(EditorLinks.NONE);
  }
}
