namespace Parley.Server.Tests.Contract;

/// <summary>One row of the contract.</summary>
/// <param name="Name">Its name within the section.</param>
/// <param name="NotHere">Why it is not supported; <see langword="null"/> when it is, and a test must say so.</param>
internal sealed record Row(string Name, string? NotHere = null)
{
    public static implicit operator Row(string name) => new(name);
}

/// <summary>A section of the contract with its rows.</summary>
internal sealed record Section(string Number, string Title, params IReadOnlyList<Row> Rows);
