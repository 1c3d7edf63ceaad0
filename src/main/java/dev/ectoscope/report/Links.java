package dev.ectoscope.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where the pages of a report stand: at addresses of a site, or as sections of a single file. */
enum Links {
  SITE {
    @Override
    String to(String page) {
      return page.isEmpty() ? "/" : "/" + page;
    }

    @Override
    String to(String page, String id) {
      return "/" + page + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
  },
  SINGLE {
    @Override
    String to(String page) {
      return "#" + anchor(page, "");
    }

    @Override
    String to(String page, String id) {
      return "#" + anchor(page, id);
    }
  };

  abstract String to(String page);

  abstract String to(String page, String id);

  /** The id of an element; also that of a section in a single file. */
  static String anchor(String page, String id) {
    String name = page.isEmpty() ? "overview" : page;
    return id.isEmpty() ? name : name + "-" + id.replaceAll("[^A-Za-z0-9_-]", "_");
  }
}
