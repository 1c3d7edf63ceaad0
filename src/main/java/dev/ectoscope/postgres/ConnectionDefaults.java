package dev.ectoscope.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where libpq looks for what a URL does not say: a service file, the environment, the password
 * file. PostgreSQL manual, "The Connection Service File", "Environment Variables", "The Password
 * File".
 *
 * @param environment variables by name
 * @param home the user's folder
 */
record ConnectionDefaults(Map<String, String> environment, Path home) {

  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("PGHOST", "host"),
          Map.entry("PGPORT", "port"),
          Map.entry("PGDATABASE", "dbname"),
          Map.entry("PGUSER", "user"),
          Map.entry("PGPASSWORD", "password"),
          Map.entry("PGPASSFILE", "passfile"),
          Map.entry("PGSSLMODE", "sslmode"),
          Map.entry("PGSSLROOTCERT", "sslrootcert"),
          Map.entry("PGSSLCERT", "sslcert"),
          Map.entry("PGSSLKEY", "sslkey"),
          Map.entry("PGCONNECT_TIMEOUT", "connect_timeout"),
          Map.entry("PGCHANNELBINDING", "channel_binding"),
          Map.entry("PGTARGETSESSIONATTRS", "target_session_attrs"));

  static ConnectionDefaults ofThisProcess() {
    return new ConnectionDefaults(System.getenv(), Path.of(System.getProperty("user.home", ".")));
  }

  /**
   * Adds what is missing: first from the service that is named, then from the environment, then the
   * password from the password file.
   *
   * @param given settings by libpq's names
   * @throws ReplicaUnreachable when the service that is named does not exist
   */
  Map<String, String> complete(Map<String, String> given) {
    Map<String, String> all = new HashMap<>(given);
    String service = all.getOrDefault("service", environment.getOrDefault("PGSERVICE", ""));
    all.remove("service");
    if (!service.isEmpty()) {
      service(service).forEach(all::putIfAbsent);
    }
    VARIABLES.forEach(
        (variable, key) -> {
          String value = environment.getOrDefault(variable, "");
          if (!value.isEmpty()) {
            all.putIfAbsent(key, value);
          }
        });
    all.putIfAbsent("host", "localhost");
    all.putIfAbsent("port", "5432");
    all.putIfAbsent("user", System.getProperty("user.name", "postgres"));
    all.putIfAbsent("dbname", all.get("user"));
    if (!all.containsKey("password")) {
      password(all);
    }
    all.remove("passfile");
    return all;
  }

  private Map<String, String> service(String name) {
    for (Path file : serviceFiles()) {
      Optional<Map<String, String>> found = section(file, name);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new ReplicaUnreachable(
        "The service "
            + name
            + " is in no service file; add ["
            + name
            + "] to ~/.pg_service.conf, or name the file in PGSERVICEFILE",
        null);
  }

  private List<Path> serviceFiles() {
    List<Path> files = new ArrayList<>();
    String named = environment.getOrDefault("PGSERVICEFILE", "");
    files.add(named.isEmpty() ? home.resolve(".pg_service.conf") : Path.of(named));
    String system = environment.getOrDefault("PGSYSCONFDIR", "");
    files.add(Path.of(system.isEmpty() ? "/etc/postgresql-common" : system, "pg_service.conf"));
    return files;
  }

  private static Optional<Map<String, String>> section(Path file, String name) {
    @Nullable Map<String, String> section = null;
    for (String raw : lines(file)) {
      String line = raw.strip();
      int equals = line.indexOf('=');
      if (line.startsWith("[")) {
        if (section != null) {
          break;
        }
        section = line.equals("[" + name + "]") ? new HashMap<>() : null;
      } else if (section != null && !line.startsWith("#") && equals > 0) {
        section.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    }
    return Optional.ofNullable(section);
  }

  private void password(Map<String, String> all) {
    Path file =
        all.containsKey("passfile") ? Path.of(all.get("passfile")) : home.resolve(".pgpass");
    if (!Files.isRegularFile(file) || isReadableByOthers(file)) {
      return;
    }
    for (String line : lines(file)) {
      List<String> fields = fields(line);
      if (!line.startsWith("#") && fields.size() >= 5 && isFor(fields, all)) {
        all.put("password", fields.get(4));
        return;
      }
    }
  }

  /** libpq does not trust a password file that others may read, and neither do we. */
  private static boolean isReadableByOthers(Path file) {
    try {
      Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file);
      return allowed.stream().anyMatch(p -> !p.name().startsWith("OWNER_"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static boolean isFor(List<String> fields, Map<String, String> all) {
    List<String> keys = List.of("host", "port", "dbname", "user");
    for (int i = 0; i < keys.size(); i++) {
      String field = fields.get(i);
      if (!field.equals("*") && !field.equals(all.get(keys.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** Fields between colons; a backslash takes the next letter as it is. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        field.append(line.charAt(++i));
      } else if (c == ':' && fields.size() < 4) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The environment may hold a password. */
  @Override
  public String toString() {
    return "ConnectionDefaults";
  }
}
