package dev.ectoscope.postgres;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Where a server is, taken apart so that the password can never be printed. */
record ReplicaAddress(String jdbcUrl, String place, Properties login) {

  /**
   * @throws ReplicaUnreachable when the text is no PostgreSQL URL
   */
  static ReplicaAddress parse(String url) {
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
    try {
      return of(new URI(text));
    } catch (URISyntaxException e) {
      // The cause would print the URL with its password.
      throw unreadable();
    }
  }

  private static ReplicaAddress of(URI uri) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    String hosts = at < 0 ? authority : authority.substring(at + 1);
    String path = uri.getRawPath() == null || uri.getRawPath().length() < 2 ? "" : uri.getRawPath();
    Properties login = new Properties();
    if (at >= 0) {
      readUserInfo(authority.substring(0, at), login);
    }
    String query = readQuery(uri.getRawQuery(), login);
    if (hosts.isEmpty()) {
      throw unreadable();
    }
    String database = path.isEmpty() ? "/" : path;
    return new ReplicaAddress(
        "jdbc:postgresql://" + hosts + database + query, hosts + decode(database), login);
  }

  private static void readUserInfo(String userInfo, Properties login) {
    int colon = userInfo.indexOf(':');
    login.setProperty("user", decode(colon < 0 ? userInfo : userInfo.substring(0, colon)));
    if (colon >= 0) {
      login.setProperty("password", decode(userInfo.substring(colon + 1)));
    }
  }

  private static String readQuery(String query, Properties login) {
    StringBuilder kept = new StringBuilder();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (key.equals("user") || key.equals("password")) {
        login.setProperty(key, value);
      } else if (isKept(key)) {
        kept.append(kept.length() == 0 ? '?' : '&').append(key).append('=').append(encode(value));
      }
    }
    return kept.toString();
  }

  /** Settings for where and how to connect; none that would change what the session does. */
  private static boolean isKept(String key) {
    return key.startsWith("ssl")
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
