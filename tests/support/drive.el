;;; drive.el --- Does in Emacs what somebody at the keyboard would  -*- lexical-binding: t -*-

;; SETTINGS is what the page shows, FILE what is opened, RESULT where to write what was seen, as JSON.
;; Without Eglot, the exit code is 77.

(require 'cl-lib)
(require 'json)
(require 'seq)

(defvar drive-patience 60
  "Seconds that something may take.  When it goes well, it takes a tiny part of that.")

(defun drive-wait (look)
  "Return what LOOK finds as soon as it finds something."
  (let ((end (+ (float-time) drive-patience)) found)
    (while (and (not (setq found (funcall look))) (< (float-time) end))
      (accept-process-output nil 0.02))
    found))

(defun drive-findings ()
  "Return what is shown: text, and the part of the buffer that it is about."
  (mapcar (lambda (one)
            (list (flymake-diagnostic-text one)
                  (buffer-substring-no-properties
                   (flymake-diagnostic-beg one) (flymake-diagnostic-end one))
                  (1- (flymake-diagnostic-beg one))))
          (flymake-diagnostics)))

(defun drive-hover ()
  "Return what is said about point, but for the finding."
  (remove-hook 'eldoc-documentation-functions #'flymake-eldoc-function t)
  (let (said)
    (run-hook-with-args 'eldoc-documentation-functions
                        (lambda (text &rest _) (when text (setq said (substring-no-properties text)))))
    (drive-wait (lambda () said))))

(defun drive-complete (typed)
  "Type TYPED in a line of its own at the end of the buffer, complete it, and return the line."
  (goto-char (point-max))
  (insert "      " typed)
  (drive-wait (lambda ()
                (completion-at-point)
                (not (looking-back (regexp-quote typed) (line-beginning-position)))))
  (prog1 (buffer-substring-no-properties (line-beginning-position) (line-end-position))
    (delete-region (line-beginning-position) (point-max))))

(defun drive-mend (title)
  "Choose the action TITLE at point; return all that there were to choose from."
  (let (titles
        ;; A key, and no click in a menu.
        (last-nonmenu-event ?a))
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt choices &rest _)
                 (setq titles (mapcar (lambda (one) (substring-no-properties (if (consp one) (car one) one)))
                                      (all-completions "" choices)))
                 (seq-find (lambda (one) (string-prefix-p title one)) titles))))
      (condition-case problem
          (call-interactively (key-binding (kbd "C-c a")))
        (error (setq titles (list (error-message-string problem))))))
    titles))

;; Emacs leaves it out when there is no terminal.
(package-initialize)
(unless (require 'eglot nil t)
  (kill-emacs 77))
(prefer-coding-system 'utf-8)
(load (getenv "SETTINGS") nil t)
(find-file (getenv "FILE"))
;; As after the first key.
(run-hooks 'post-command-hook)

(let (findings hover completed titles)
  (drive-wait #'flymake-diagnostics)
  (setq findings (drive-findings))
  (goto-char (flymake-diagnostic-beg (car (flymake-diagnostics))))
  (setq hover (drive-hover))
  (setq completed (drive-complete "Sca"))
  (drive-wait #'flymake-diagnostics)
  (goto-char (1+ (nth 2 (car findings))))
  (setq titles (drive-mend "Set BatchSize to 10"))
  ;; Eglot tells of a change when nothing is typed, and before it tells of a saved file.
  (save-buffer)
  (drive-wait (lambda () (null (flymake-diagnostics))))
  (let ((seen `((findings . ,(vconcat (mapcar #'vconcat findings)))
                (encoding . ,(plist-get (slot-value (eglot-current-server) 'capabilities)
                                        :positionEncoding))
                (hover . ,hover)
                (completed . ,completed)
                (titles . ,(vconcat titles))
                (left . ,(length (flymake-diagnostics)))
                (text . ,(buffer-substring-no-properties (point-min) (point-max))))))
    (eglot-shutdown (eglot-current-server))
    (with-temp-file (getenv "RESULT") (insert (json-encode seen)))))
