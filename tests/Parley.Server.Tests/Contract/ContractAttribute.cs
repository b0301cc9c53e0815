namespace Parley.Server.Tests.Contract;

/// <summary>Says which row of the contract a test proves, through HTTP on a real server; the row is one of <see cref="Rows"/>.</summary>
/// <param name="row">Section and row, such as <c>4.2 POST /rooms</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ContractAttribute(string row) : Attribute
{
    public string Row { get; } = row;
}
