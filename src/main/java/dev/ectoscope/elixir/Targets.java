package dev.ectoscope.elixir;

import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Quoted;
import dev.ectoscope.elixir.syntax.Scope;
import java.util.Optional;

/**
 * Which functions of the project calls in a module mean.
 *
 * @param scope its aliases and imports
 */
record Targets(ElixirProject project, ElixirModule module, Scope scope) {

  /** Full name of the function, if it is the project's. */
  Optional<String> of(String home, String name, int arguments) {
    Optional<Function> own = project.module(home).flatMap(found -> found.function(name, arguments));
    boolean local = home.equals(module.name());
    return own.or(() -> local ? imported(name, arguments) : Optional.empty())
        .or(() -> project.quoted(home + "." + name + "/" + arguments).map(Quoted::function))
        .map(Function::fullName);
  }

  private Optional<Function> imported(String name, int arguments) {
    return scope.allImports().stream()
        .flatMap(one -> project.module(one).stream())
        .flatMap(one -> one.function(name, arguments).stream())
        .filter(found -> !found.isPrivate() && !found.isMacro())
        .findFirst();
  }
}
