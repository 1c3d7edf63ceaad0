package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.module.ElixirModule;
import java.util.Optional;

/**
 * A LiveView whose callbacks lead to a Repo call.
 *
 * @param reader the function that holds the Repo call
 */
record ViewSource(ElixirProject project, ElixirModule module, String reader) {

  /**
   * @param view last part of the LiveView's name, or all of it
   */
  static Optional<ViewSource> of(ElixirProject project, String view, String reader) {
    return project.modules().stream()
        .filter(module -> module.name().equals(view) || module.name().endsWith("." + view))
        .findFirst()
        .map(module -> new ViewSource(project, module, reader));
  }

  String file() {
    return module.file();
  }

  /** What {@code mount} assigns from the reader. */
  Optional<MountSource> assigned() {
    return MountSource.of(project, module.name(), reader);
  }

  /** Whether {@code handle_params} asks, and {@code mount} does not. */
  boolean readsInHandleParams() {
    return reads("handle_params") && !reads("mount");
  }

  private boolean reads(String callback) {
    return module.function(callback, 3).stream()
        .anyMatch(
            function ->
                function.fullName().equals(reader) || project.callees(function).contains(reader));
  }
}
