using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Resources;
using Parley.Agents;

namespace Parley.Cli.Serving;

/// <summary>
/// Sends traces and metrics to an OpenTelemetry collector where one is named, in the variables that every OpenTelemetry program reads (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>,
/// <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_EXPORTER_OTLP_HEADERS</c>, <c>OTEL_SERVICE_NAME</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>); they may stand in the settings, too.
/// </summary>
internal static class Telemetry
{
    private static readonly string[] s_meters =
        [AgentDiagnostics.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];

    /// <summary>Adds the export, or nothing where no collector is named.</summary>
    /// <exception cref="InvalidDataException">What is named is no address.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var collector = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        if (string.IsNullOrWhiteSpace(collector))
        {
            return;
        }

        if (!Uri.TryCreate(collector, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new InvalidDataException($"OTEL_EXPORTER_OTLP_ENDPOINT: '{collector}' is no address; expected for example http://localhost:4317");
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? "parley"))
            .WithTracing(traces => traces.AddSource(AgentDiagnostics.Name, "Microsoft.AspNetCore", "System.Net.Http"))
            .WithMetrics(metrics => metrics.AddMeter(s_meters))
            .UseOtlpExporter();
    }
}
