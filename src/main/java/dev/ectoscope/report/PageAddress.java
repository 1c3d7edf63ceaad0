package dev.ectoscope.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An address on the site, with what the page is asked for; what is "" is left out. */
final class PageAddress {

  private final String page;
  private final List<String> asked = new ArrayList<>();

  PageAddress(String page) {
    this.page = page;
  }

  PageAddress with(String name, String value) {
    if (!value.isEmpty()) {
      asked.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    return this;
  }

  @Override
  public String toString() {
    return asked.isEmpty() ? page : page + "?" + String.join("&", asked);
  }
}
