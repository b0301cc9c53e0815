namespace Parley.Simulation.Sounds;

/// <summary>Where somebody is who speaks.</summary>
internal enum NoiseKind
{
    /// <summary>Traffic: a low rumble that swells and fades as cars pass.</summary>
    Street,

    /// <summary>Machines that hum, air that hisses, keys that are pressed.</summary>
    Office,
}
