defmodule Vitrine.Lending do
  alias Vitrine.Repo
  alias Vitrine.Lending.{Borrower, Loan, LoanLine}
  require Ecto.Query
  alias Ecto.Query

  @repo Vitrine.Repo

  def cancel(%Loan{lines: lines}), do: Enum.each(lines, &@repo.delete!/1)

  def lines(loan_id), do: LoanLine |> Query.where(loan_id: ^loan_id) |> @repo.all() |> Enum.sort_by(& &1.packed_at)

  def borrower_names(loans) do
    Enum.map_join(loans, ", ", fn loan ->
      {:ok, borrower} = Repo.fetch(Borrower, loan.borrower_id)
      borrower.name
    end)
  end

  def active_count(work_id) do
    query = Query.from(l in LoanLine, join: o in assoc(l, :loan), where: l.work_id == ^work_id, where: o.state in [:agreed, :out])
    Repo.aggregate(query, :count, :work_id)
  end

  def pack(lines, now) do
    lines
    |> Stream.map(&Ecto.Changeset.change(&1, packed_at: now))
    |> Enum.map(&Repo.update/1)
  end

  def request(attrs) do
    changeset = Ecto.Changeset.cast(%Loan{}, attrs, [:number])
    case Repo.insert(changeset) do
      {:ok, loan} -> loan
      {:error, changeset} -> changeset
    end
  end
end
