package dev.ectoscope.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.config.Repo;
import dev.ectoscope.elixir.config.Setting;
import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.report.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An Elixir project as text and as JSON. Secrets of config files are left out.
 *
 * <p>JSON: {@code {"modules": […], "repos": […], "versions": {…}, "skipped": […]}}; modules are
 * those with a schema. Names are added, never changed.
 */
final class SourceReport {

  private static final Set<String> SECRETS = Set.of("url", "username", "ssl_opts");
  private static final Pattern SECRET =
      Pattern.compile("pass|secret|token|credential|private", Pattern.CASE_INSENSITIVE);

  /** {@code ecto://user:password@host}. */
  private static final Pattern ADDRESS_WITH_PASSWORD = Pattern.compile("://[^\\s/@]*:[^\\s/]*@");

  private static final List<String> SHOWN_VERSIONS =
      List.of(
          "ecto",
          "ecto_sql",
          "postgrex",
          "db_connection",
          "phoenix",
          "phoenix_live_view",
          "absinthe",
          "ash",
          "oban");

  private final ElixirProject project;

  SourceReport(ElixirProject project) {
    this.project = project;
  }

  String json() {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("modules", project.schemas().map(SourceReport::module).toList());
    whole.put("repos", project.repos().stream().map(SourceReport::repo).toList());
    whole.put("versions", versions());
    whole.put(
        "skipped",
        project.skipped().stream()
            .map(skipped -> ordered("file", skipped.file(), "reason", skipped.reason()))
            .toList());
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(whole)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and strings cannot be written", e);
    }
  }

  private static Map<String, Object> module(Schema schema) {
    Map<String, Object> module = new LinkedHashMap<>();
    module.put("module", schema.module());
    module.put("file", schema.file());
    module.put("line", schema.line());
    module.put("table", schema.table().isEmpty() ? null : schema.table());
    module.put("prefix", schema.prefix().isEmpty() ? null : schema.prefix());
    module.put("embedded", schema.embedded());
    if (ElixirProject.isTest(schema.file())) {
      module.put("test", true);
    }
    module.put("primaryKey", schema.primaryKey());
    module.put("fields", schema.fields().stream().map(SourceReport::field).toList());
    module.put(
        "associations", schema.associations().stream().map(SourceReport::association).toList());
    if (!schema.notes().isEmpty()) {
      module.put("notes", schema.notes());
    }
    return module;
  }

  private static Map<String, Object> field(Field field) {
    Map<String, Object> shown = ordered("name", field.name(), "type", field.type());
    if (!field.column().equals(field.name())) {
      shown.put("source", field.column());
    }
    if (!field.values().isEmpty()) {
      shown.put("values", field.values());
    }
    if (field.virtual()) {
      shown.put("virtual", true);
    }
    shown.put("origin", field.origin().name().toLowerCase(Locale.ROOT));
    return shown;
  }

  private static Map<String, Object> association(Association association) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("kind", association.kind().macro());
    shown.put("name", association.name());
    shown.put("target", orNull(association.target()));
    if (!association.source().isEmpty()) {
      shown.put("source", association.source());
    }
    shown.put("through", association.through().isEmpty() ? null : association.through());
    shown.put("foreignKey", orNull(association.foreignKey()));
    shown.put("references", orNull(association.references()));
    shown.put("joinThrough", orNull(association.joinThrough()));
    if (!association.joinKeys().isEmpty()) {
      shown.put("joinKeys", association.joinKeys());
    }
    if (!association.options().isEmpty()) {
      shown.put("options", association.options());
    }
    shown.put("line", association.line());
    return shown;
  }

  private static Map<String, Object> repo(Repo repo) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("module", repo.module());
    shown.put("file", repo.file());
    shown.put("otpApp", orNull(repo.otpApp()));
    shown.put("adapter", orNull(repo.adapter()));
    if (repo.readOnly()) {
      shown.put("readOnly", true);
    }
    Map<String, Object> config = new LinkedHashMap<>();
    repo.production().values().stream()
        .filter(SourceReport::isForAllEyes)
        .forEach(setting -> config.put(setting.key(), value(setting)));
    shown.put("config", config);
    shown.put(
        "settings",
        repo.settings().stream()
            .filter(SourceReport::isForAllEyes)
            .map(SourceReport::setting)
            .toList());
    return shown;
  }

  private static boolean isForAllEyes(Setting setting) {
    return !SECRETS.contains(setting.key())
        && !SECRET.matcher(setting.key()).find()
        && !SECRET.matcher(setting.expression()).find()
        && !ADDRESS_WITH_PASSWORD.matcher(setting.value() + " " + setting.expression()).find();
  }

  private static Map<String, Object> setting(Setting setting) {
    Map<String, Object> shown = ordered("key", setting.key(), "value", value(setting));
    shown.put("environment", setting.environment());
    if (!setting.condition().isEmpty()) {
      shown.put("condition", setting.condition());
    }
    shown.put("file", setting.file());
    shown.put("line", setting.line());
    if (!setting.variable().isEmpty()) {
      shown.put("variable", setting.variable());
    }
    return shown;
  }

  /** A number, a truth value, or text; the expression where the source does not tell the value. */
  private static Object value(Setting setting) {
    String value = setting.value();
    if (value.matches("-?[0-9][0-9_]{0,17}")) {
      return Long.valueOf(value.replace("_", ""));
    }
    if (value.equals("true") || value.equals("false")) {
      return Boolean.valueOf(value);
    }
    return value.isEmpty() ? setting.expression() : value;
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    SHOWN_VERSIONS.forEach(
        library -> project.version(library).ifPresent(version -> versions.put(library, version)));
    return versions;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Map<String, Object> ordered(String a, Object first, String b, Object second) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(a, first);
    map.put(b, second);
    return map;
  }

  String console() {
    StringBuilder text = new StringBuilder();
    long functions = project.modules().stream().mapToLong(m -> m.functions().size()).sum();
    List<Schema> schemas = project.schemas().toList();
    text.append(
        String.join(
            ", ",
            Words.count(project.modules().size(), "module"),
            Words.count(functions, "function"),
            Words.count(schemas.size(), "schema"),
            Words.count(project.repos().size(), "Repo")));
    text.append("; ").append(Words.count(project.skipped().size(), "file"));
    text.append(" skipped\n");
    versions()
        .forEach(
            (library, version) ->
                text.append("  ").append(library).append(' ').append(version).append('\n'));
    project.repos().forEach(repo -> repo(text, repo));
    schemas.forEach(schema -> schema(text, schema));
    if (!project.skipped().isEmpty()) {
      text.append("\nSkipped\n");
      project
          .skipped()
          .forEach(
              s -> text.append("  ").append(s.file()).append(": ").append(s.reason()).append('\n'));
    }
    return text.toString();
  }

  private static void repo(StringBuilder text, Repo repo) {
    text.append("\n").append(repo.module()).append("  (").append(repo.file()).append(")\n");
    Optional<Setting> size = repo.setting("pool_size");
    text.append("  pool_size ")
        .append(
            size.map(s -> value(s) + "  (" + s.file() + ":" + s.line() + variable(s) + ")")
                .orElse("10, Ecto's default: no config file sets it"))
        .append('\n');
  }

  private static String variable(Setting setting) {
    return setting.variable().isEmpty() ? "" : ", unless " + setting.variable() + " is set";
  }

  private static void schema(StringBuilder text, Schema schema) {
    text.append("\n")
        .append(schema.module())
        .append(
            schema.embedded()
                ? "  embedded"
                : "  " + (schema.table().isEmpty() ? "table not known" : schema.table()))
        .append("  (")
        .append(schema.file())
        .append(":")
        .append(schema.line())
        .append(")\n");
    schema
        .fields()
        .forEach(
            f ->
                text.append("  ")
                    .append(f.name())
                    .append(' ')
                    .append(f.type())
                    .append(f.virtual() ? " virtual" : "")
                    .append('\n'));
    schema
        .associations()
        .forEach(
            a ->
                text.append("  ")
                    .append(a.kind().macro())
                    .append(' ')
                    .append(a.name())
                    .append(" → ")
                    .append(a.target().isEmpty() ? String.join(" → ", a.through()) : a.target())
                    .append('\n'));
    schema.notes().forEach(note -> text.append("  not read: ").append(note).append('\n'));
  }
}
