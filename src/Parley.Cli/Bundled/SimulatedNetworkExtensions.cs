using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Hosting;
using Parley.Simulation.Carrier;

namespace Parley.Cli.Bundled;

/// <summary>Adds the simulated phone network.</summary>
internal static class SimulatedNetworkExtensions
{
    /// <summary>The number that agents call from when none is configured.</summary>
    public const string OwnNumber = "+15550100001";

    private const string ListenKey = "Parley:Simulator:Listen";

    /// <summary>Makes the simulated network the only trunk where no other is configured, or <c>Parley:Simulator:Enabled</c> is true.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes who is reached through it.</param>
    public static IParleyBuilder AddSimulatedNetwork(this IParleyBuilder builder, Func<SimulatedCarrierOptions, SimulatedCarrierOptions>? configure = null)
    {
        var carrier = new SimulatedCarrierOptions();
        if (builder.Configuration[ListenKey] is { } listen)
        {
            carrier = carrier with { Listen = IPEndPoint.TryParse(listen, out var parsed) && parsed.Port > 0 ? parsed : throw new InvalidDataException($"{ListenKey} is '{listen}'; expected address:port, such as {carrier.Listen}.") };
        }

        carrier = configure?.Invoke(carrier) ?? carrier;
        builder.Services.AddSingleton(carrier);
        builder.Services.AddSingleton<SimulatedNetwork>();
        builder.Services.AddHostedService(s => s.GetRequiredService<SimulatedNetwork>());
        builder.Services.PostConfigure<ParleyOptions>(options =>
        {
            if (options.Simulator.Enabled ?? options.Trunks.Count == 0)
            {
                options.Trunks.Clear();
                options.Trunks.Add(new TrunkOptions { Name = SimulatedNetwork.TrunkName, Uri = $"sip:{carrier.Listen}" });
                if (options.Numbers.Count == 0)
                {
                    options.Numbers.Add(new NumberOptions { Number = OwnNumber, Name = "simulated" });
                }
            }
        });
        return builder;
    }
}
