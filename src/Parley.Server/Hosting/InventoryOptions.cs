namespace Parley.Server.Hosting;

/// <summary>Numbers that a carrier has for us: <c>Parley:Trunks:N:Inventory:M</c>. They are owned once they are bought.</summary>
public sealed class InventoryOptions
{
    /// <summary>One number, <c>+15551230001</c>, or a range, <c>+15551230000-+15551230099</c> of at most 10,000.</summary>
    public string Numbers { get; set; } = "";

    /// <summary>Where they are, ISO 3166-2: <c>US-CA</c>. Default: the country alone.</summary>
    public string? Region { get; set; }

    /// <summary>The city they are of.</summary>
    public string? City { get; set; }
}
