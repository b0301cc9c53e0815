namespace Parley.Simulation.Personas;

/// <summary>
/// The numbers of the simulated network and who is reached under them. <see cref="Default"/> has +15551230001 a person,
/// ...0002 a voicemail, ...0003 busy, ...0004 no answer, ...0005 declines, ...0006 out of service.
/// </summary>
public static class PhoneBook
{
    /// <summary>The six numbers that every simulated network has.</summary>
    public static IReadOnlyDictionary<string, Persona> Default { get; } = new Dictionary<string, Persona>
    {
        ["+15551230001"] = ShippedPersonas.Get("person"),
        ["+15551230002"] = ShippedPersonas.Get("voicemail"),
        ["+15551230003"] = ShippedPersonas.Get("busy"),
        ["+15551230004"] = ShippedPersonas.Get("no-answer"),
        ["+15551230005"] = ShippedPersonas.Get("declined"),
        ["+15551230006"] = ShippedPersonas.Get("not-in-service"),
    };
}
