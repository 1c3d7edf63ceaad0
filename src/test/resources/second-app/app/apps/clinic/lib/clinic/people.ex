defmodule Clinic.People do
  import Ecto.Query
  alias Clinic.People.{Clinician, Department, Member, Patient, Visit}
  alias Clinic.Storage

  def member!(id), do: Storage.get!(Member, id)

  def member_by_session(token), do: Member |> where([m], m.id == ^token and m.active) |> Storage.one()

  def register(attrs), do: attrs |> Patient.admit() |> Storage.insert()

  def patient(id) do
    patient = Patient |> Patient.alive() |> Storage.get(id)
    patient || :gone
  end

  def patients_of_site(site_id, size) do
    list =
      Patient.alive() |> where([p], p.site_id == ^site_id) |> order_by(:family_name) |> limit(^size) |> Storage.all()

    Enum.to_list(list)
  end

  def with_history(site_id) do
    patients_of_site(site_id, 9) |> Enum.map(&Storage.preload(&1, :prescriptions))
  end

  def by_email(email) do
    found =
      Storage.all(from p in Patient, where: fragment("lower(?)", p.email) == ^String.downcase(email), select: p.id)

    List.first(found)
  end

  def lookup(%{mrn: mrn, email: email}) do
    found =
      Patient
      |> join(:left, [p], v in assoc(p, :visits))
      |> where([p, v], p.mrn == ^mrn or v.summary == ^email)
      |> select([p], p.id)
      |> Storage.all()

    Enum.uniq(found)
  end

  def specialists(site_id) do
    clinicians = Clinician |> where(site_id: ^site_id) |> order_by(:name) |> Storage.all()
    for clinician <- clinicians, into: %{}, do: {clinician.id, specialities(clinician)}
  end

  defp specialities(clinician) do
    %{specialities: list} = Storage.preload(clinician, [:specialities])
    Enum.map(list, & &1.name)
  end

  @doc "The department and all above it."
  def chain(nil), do: []

  def chain(id) do
    department = Storage.get(Department, id)
    [department.name | chain(department.parent_id)]
  end

  def headcount do
    total = Storage.aggregate(Patient, :count, :id)
    {:ok, total}
  end

  def outcomes do
    list = Storage.all(from v in Visit, distinct: true, select: v.outcome)
    Enum.sort(list)
  end

  def each_patient(fun, after_id \\ "00000000-0000-0000-0000-000000000000") do
    batch =
      Storage.all(from p in Patient, where: p.id > ^after_id, order_by: p.id, limit: 1000, select: {p.id, p.email})

    Enum.each(batch, fun)
    if length(batch) == 1000, do: each_patient(fun, batch |> List.last() |> elem(0)), else: :ok
  end

  def chart(id) do
    patient = Patient |> Storage.get!(id) |> Storage.preload([:site, :readings, visits: [:clinician, :prescriptions]])
    Map.from_struct(patient)
  end
end
