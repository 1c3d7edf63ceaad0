defmodule MedoraWeb.PatientComponents do
  use Phoenix.Component
  alias Medora.Billing

  attr :patients, :list, required: true

  def patient_table(assigns) do
    ~H"""
    <table>
      <tr :for={patient <- @patients}>
        <td>{patient.last_name}</td>
        <td>{Billing.balance(patient.id)}</td> 
      </tr>
    </table>
    """
  end
end
