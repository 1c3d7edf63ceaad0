package dev.ectoscope.postgres;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Where a server is, taken apart so that the password can never be printed. */
record ReplicaAddress(String jdbcUrl, String place, Properties login) {

  /** libpq's names of what pgjdbc calls otherwise. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "connect_timeout", "connectTimeout",
          "channel_binding", "channelBinding",
          "gssencmode", "gssEncMode",
          "target_session_attrs", "targetServerType",
          "load_balance_hosts", "loadBalanceHosts");

  private static final Map<String, String> SESSION_KINDS =
      Map.of(
          "read-write", "primary",
          "read-only", "secondary",
          "standby", "secondary",
          "prefer-standby", "preferSecondary");

  /**
   * @param url {@code postgresql://user:password@host:port/db?…}, also with {@code jdbc:}; what it
   *     leaves out is looked for where libpq looks
   * @throws ReplicaUnreachable when the text is no PostgreSQL URL
   */
  static ReplicaAddress parse(String url) {
    return parse(url, ConnectionDefaults.ofThisProcess());
  }

  static ReplicaAddress parse(String url, ConnectionDefaults defaults) {
    String text = url == null ? "" : url.strip();
    if (text.startsWith("jdbc:")) {
      text = text.substring("jdbc:".length());
    }
    if (text.startsWith("postgres://")) {
      text = "postgresql" + text.substring("postgres".length());
    }
    if (!text.startsWith("postgresql://")) {
      throw unreadable();
    }
    return of(defaults.complete(read(text)));
  }

  private static Map<String, String> read(String text) {
    String rest = text.substring("postgresql://".length());
    if (rest.isEmpty() || rest.startsWith("?")) {
      // java.net.URI asks for an authority that libpq does without.
      text = "postgresql:///" + rest;
    }
    try {
      return read(new URI(text));
    } catch (URISyntaxException e) {
      // The cause would print the URL with its password.
      throw unreadable();
    }
  }

  private static Map<String, String> read(URI uri) {
    Map<String, String> given = new HashMap<>();
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    String hosts = at < 0 ? authority : authority.substring(at + 1);
    if (at >= 0) {
      readUserInfo(authority.substring(0, at), given);
    }
    if (!hosts.isEmpty()) {
      readHosts(hosts, given);
    } else if (at >= 0) {
      throw unreadable();
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    if (path.length() > 1) {
      given.put("dbname", decode(path.substring(1)));
    }
    readQuery(uri.getRawQuery(), given);
    return given;
  }

  private static void readUserInfo(String userInfo, Map<String, String> given) {
    int colon = userInfo.indexOf(':');
    given.put("user", decode(colon < 0 ? userInfo : userInfo.substring(0, colon)));
    if (colon >= 0) {
      given.put("password", decode(userInfo.substring(colon + 1)));
    }
  }

  /** {@code a:1,b} is two hosts; the port of the second is the default. */
  private static void readHosts(String hosts, Map<String, String> given) {
    List<String> names = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (String host : hosts.split(",")) {
      int colon = host.lastIndexOf(':');
      boolean port = colon > host.lastIndexOf(']');
      names.add(port ? host.substring(0, colon) : host);
      ports.add(port ? host.substring(colon + 1) : "");
    }
    given.put("host", String.join(",", names));
    if (ports.stream().anyMatch(p -> !p.isEmpty())) {
      given.put(
          "port", String.join(",", ports.stream().map(p -> p.isEmpty() ? "5432" : p).toList()));
    }
  }

  private static void readQuery(String query, Map<String, String> given) {
    for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      given.put(key, equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }
  }

  private static ReplicaAddress of(Map<String, String> settings) {
    String hosts = hosts(settings.getOrDefault("host", ""), settings.getOrDefault("port", ""));
    Properties login = new Properties();
    StringBuilder query = new StringBuilder();
    settings.forEach(
        (key, value) -> {
          String name = RENAMED.getOrDefault(key, key);
          if (key.equals("user") || key.equals("password")) {
            login.setProperty(key, value);
          } else if (isKept(name)) {
            query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
            query.append(encode(SESSION_KINDS.getOrDefault(value, value)));
          }
        });
    String database = settings.getOrDefault("dbname", "");
    return new ReplicaAddress(
        "jdbc:postgresql://" + hosts + "/" + encode(database) + query,
        hosts + "/" + database,
        login);
  }

  private static String hosts(String names, String ports) {
    String[] name = names.split(",", -1);
    String[] port = ports.split(",", -1);
    if (port.length != 1 && port.length != name.length || names.startsWith("/")) {
      throw unreadable();
    }
    List<String> hosts = new ArrayList<>();
    for (int i = 0; i < name.length; i++) {
      hosts.add(name[i] + ":" + (port.length == 1 ? port[0] : port[i]));
    }
    return String.join(",", hosts);
  }

  /** Settings for where and how to connect; none that would change what the session does. */
  private static boolean isKept(String key) {
    return key.startsWith("ssl") && !key.equals("sslfactory") && !key.equals("sslhostnameverifier")
        || key.equals("targetServerType")
        || key.equals("loadBalanceHosts")
        || key.equals("connectTimeout")
        || key.equals("channelBinding")
        || key.equals("gssEncMode");
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static ReplicaUnreachable unreadable() {
    return new ReplicaUnreachable(
        "The replica's URL cannot be read; write postgresql://user:password@host:port/database",
        null);
  }

  @Override
  public String toString() {
    return place;
  }
}
