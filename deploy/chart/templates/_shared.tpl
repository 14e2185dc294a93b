{{- define "campus5g.labels" -}}
app.kubernetes.io/name: campus5g
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- /* Takes a list: the root, and the name of a part. */}}
{{- define "campus5g.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: campus5g
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- /* The pods of a part of Zero to JupyterHub. Takes a list: the root, and the part's name. */}}
{{- define "campus5g.jupyterhubSelector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: jupyterhub
app.kubernetes.io/instance: {{ $root.Values.jupyterhub.release }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "campus5g.claim" -}}
{{ .Values.storage.existingClaim | default (printf "%s-data" .Release.Name) }}
{{- end }}

{{- define "campus5g.image" -}}
image: {{ .Values.image.name }}:{{ .Values.image.tag | default .Chart.AppVersion }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end }}

{{- define "campus5g.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "campus5g.container" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{- /* The variables by which the site's programs find database and secrets: see secrets.site. */}}
{{- define "campus5g.secrets" -}}
{{- $site := .Values.secrets.site -}}
- name: CAMPUS5G_DATABASE_URL
  valueFrom: {secretKeyRef: {name: {{ $site }}, key: database-url}}
- name: PGPASSWORD
  valueFrom: {secretKeyRef: {name: {{ $site }}, key: database-password}}
- name: CAMPUS5G_PORTAL_TOKEN
  valueFrom: {secretKeyRef: {name: {{ $site }}, key: portal-token}}
- name: CAMPUS5G_DRAW_SECRET
  valueFrom: {secretKeyRef: {name: {{ $site }}, key: draw-secret}}
{{- end }}

{{- /* Ways out that a NetworkPolicy opens. Each takes the root. */}}
{{- define "campus5g.toDns" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .Values.dns.namespace }}
  ports:
    - {port: 53, protocol: UDP}
    - {port: 53, protocol: TCP}
{{- end }}

{{- define "campus5g.toDatabase" -}}
{{- /* No destination would mean every destination. */}}
{{- if not (or .Values.database.podLabels .Values.database.cidrs) }}
{{- fail "Say where PostgreSQL is: database.podLabels or database.cidrs." }}
{{- end }}
- to:
    {{- with .Values.database.podLabels }}
    - podSelector:
        matchLabels:
          {{- toYaml . | nindent 10 }}
    {{- end }}
    {{- range .Values.database.cidrs }}
    - ipBlock: {cidr: {{ . }}}
    {{- end }}
  ports:
    - {port: {{ .Values.database.port }}}
{{- end }}

{{- define "campus5g.toKits" -}}
{{- include "campus5g.toAddresses" (dict "cidrs" .Values.kits.cidrs "ports" (list .Values.kits.port)) }}
{{- end }}

{{- /* Takes addresses and ports. No address is no way; an empty list would be every address. */}}
{{- define "campus5g.toAddresses" -}}
{{- if .cidrs }}
- to:
    {{- range .cidrs }}
    - ipBlock: {cidr: {{ . }}}
    {{- end }}
  ports:
    {{- range .ports }}
    - {port: {{ . }}}
    {{- end }}
{{- end }}
{{- end }}

{{- define "campus5g.toPortal" -}}
- to:
    - podSelector:
        matchLabels:
          {{- include "campus5g.selector" (list . "portal") | nindent 10 }}
  ports:
    - {port: 8080}
{{- end }}
