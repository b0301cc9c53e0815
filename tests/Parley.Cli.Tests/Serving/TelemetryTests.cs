using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Cli.Serving;

namespace Parley.Cli.Tests.Serving;

/// <summary>What a collector of OpenTelemetry receives.</summary>
public class TelemetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddTelemetry_ACollectorIsNamed_ItGetsTracesAndMetricsOfConversations()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = WebApplication.CreateSlimBuilder().Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, Token);
            received[signal] = received.GetValueOrDefault(signal) + Encoding.UTF8.GetString(body.ToArray());
        });
        await collector.StartAsync(Token);

        using (var source = new ActivitySource(AgentDiagnostics.Name))
        using (var meter = new Meter(AgentDiagnostics.Name))
        {
            await using var app = App(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" });
            await app.StartAsync(Token);
            source.StartActivity("turn")?.Dispose();
            meter.CreateHistogram<double>("parley.turn.overhead").Record(0.02);
        }   // What is not sent yet goes out at the end.

        Assert.Contains("turn", received["traces"], StringComparison.Ordinal);
        Assert.Contains("parley.turn.overhead", received["metrics"], StringComparison.Ordinal);
        Assert.Contains("service.name", received["traces"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddTelemetry_NoCollectorIsNamed_NothingListens()
    {
        await using var app = App([]);
        await app.StartAsync(Token);
        Assert.Null(app.Services.GetService(typeof(OpenTelemetry.Trace.TracerProvider)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("localhost:4317")]
    public void AddTelemetry_WhatIsNamedIsNoAddress_IsSaid(string collector)
    {
        var error = Assert.Throws<InvalidDataException>(() => App(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector }));
        Assert.Contains($"OTEL_EXPORTER_OTLP_ENDPOINT: '{collector}' is no address", error.Message, StringComparison.Ordinal);
    }

    private static WebApplication App(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.AddTelemetry();
        return builder.Build();
    }
}
