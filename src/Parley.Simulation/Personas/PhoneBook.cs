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
        ["+15551230001"] = new Person(),
        ["+15551230002"] = new Voicemail(),
        ["+15551230003"] = Refusal.Busy,
        ["+15551230004"] = new NoAnswer(),
        ["+15551230005"] = Refusal.Declines,
        ["+15551230006"] = new OutOfService(),
    };
}
