defmodule Freight.Jobs.Settlement do
  use Oban.Worker, queue: :ledger
  alias Freight.Core.Identity.Account
  alias Freight.DB
  alias Freight.Ledger.Dunning

  @impl true
  def perform(%Oban.Job{args: %{"limit" => limit}}) do
    Dunning.overdue(limit) |> Enum.each(&notify/1)
  end

  defp notify(invoice) do
    account = DB.get!(Account, invoice.shipper_id)
    Freight.Mailer.dun(account.email, invoice.number)
  end
end

defmodule Freight.Jobs.Archive do
  use Oban.Worker, queue: :slow
  import Ecto.Query
  alias Freight.Core.Shipping.{Parcel, Scan, Shipment}
  alias Freight.DB

  @impl true
  def perform(%Oban.Job{args: %{"what" => "chunks", "ids" => ids}}) do
    ids
    |> Enum.chunk_every(500)
    |> Enum.each(fn chunk ->
      {_, _} = DB.update_all(from(p in Parcel, where: p.id in ^chunk), set: [deleted_at: DateTime.utc_now()])
    end)
  end

  def perform(%Oban.Job{args: %{"what" => "pages"}}), do: walk(0)
  def perform(%Oban.Job{args: %{"what" => "export"}}), do: export(0)

  defp walk(last) do
    case DB.all(from s in Scan, where: s.id > ^last, order_by: s.id, limit: 1000) do
      [] -> :ok
      rows -> rows |> List.last() |> Map.fetch!(:id) |> walk()
    end
  end

  defp export(page) do
    rows = DB.all(from s in Shipment, where: s.state == :delivered, order_by: s.id, limit: 250, offset: ^(page * 250))
    if rows == [], do: :ok, else: export(page + 1)
  end

  def wait_for(id) do
    shipment = DB.get!(Shipment, id)

    if shipment.state == :delivered do
      :ok
    else
      Process.sleep(500)
      wait_for(id)
    end
  end
end
