package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Review;
import java.util.Optional;

final class Rewrite {
  static Optional<Review.Code> of(Fix fix, ElixirProject project, Place place, Names names) {
    return Optional.empty();
  }
}
