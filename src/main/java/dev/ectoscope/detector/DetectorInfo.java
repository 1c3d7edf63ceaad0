package dev.ectoscope.detector;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a detector says about itself. No element has a default, so that the compiler asks for each
 * answer.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface DetectorInfo {
  /** Kebab-case noun of the bad state; equals the class name. */
  String id();

  /** Descriptive: "The same query runs once per row". */
  String title();

  /** The consequence in the reader's words. */
  String whyItMatters();

  /** Honest exceptions. */
  String whenItIsFine();

  /** What it looks at: log, plan, what-if, catalog. */
  String[] evidence();

  /** Ecto code that causes it. */
  String bad();

  /** Ecto code that mends it. */
  String good();

  /** A page to read on. */
  String references();
}
