defmodule Freight.Factory do
  alias Freight.Core.Shipping.Parcel
  alias Freight.DB

  def parcel!(attrs \\ %{}) do
    record = DB.insert!(struct(%Parcel{barcode: "X1", grams: 10}, attrs))
    record
  end
end
